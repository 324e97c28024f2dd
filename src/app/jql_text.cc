#include "app/jql_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/connections.h"
#include "app/files.h"

namespace tl::app {
namespace {

constexpr size_t kShownBytes = 400;  // of a line of a query: a terminal's few lines

// Where in a line of UTF-8 the character with this 1-based UTF-16 column begins.
size_t byte_of_column(std::string_view line, int64_t column) {
  size_t at = 0;
  for (int64_t units = 1; at < line.size() && units < column;) {
    const auto first = static_cast<unsigned char>(line[at]);
    const size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    units += bytes == 4 ? 2 : 1;
    at = std::min(line.size(), at + bytes);
  }
  return at;
}

size_t characters(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Control characters as blanks: what is printed here goes to a terminal.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

std::string with_remedy(std::string text, std::string_view remedy) {
  if (!remedy.empty()) text += fmt::format("\n{}", remedy);
  return text;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

void write_problem(JsonWriter& out, const jql::Problem& problem) {
  out.begin_object().member("kind", to_text(problem.kind)).member("message", problem.message);
  out.member("line", static_cast<int64_t>(problem.line));
  out.member("col", static_cast<int64_t>(problem.column)).member("remedy", problem.remedy);
  const auto set = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out.member(name, value);
  };
  set("field", problem.field);
  set("value", problem.value);
  set("name", problem.name);
  if (problem.kind == jql::ProblemKind::kOperator) set("operator", problem.name);
  set("nearest", problem.nearest);
  out.end_object();
}

std::string describe_problem(std::string_view message, int64_t line, int64_t column,
                             std::string_view query) {
  std::string text = fmt::format("{} (line {}, column {})", printable(message), line, column);
  const std::vector<std::string_view> lines = lines_of(query);
  if (line < 1 || static_cast<size_t>(line) > lines.size()) return text;
  const std::string_view shown = lines[static_cast<size_t>(line - 1)];
  const size_t at = byte_of_column(shown, column);
  if (shown.size() > kShownBytes) return text;
  text += fmt::format("\n  {}\n  {}^", printable(shown),
                      std::string(characters(shown.substr(0, at)), ' '));
  return text;
}

Error problem_error(const jql::Problem& problem, std::string_view query) {
  const bool large = problem.kind == jql::ProblemKind::kTooLarge;
  return make_error(
      large ? ErrorCode::kTooLarge : ErrorCode::kInvalidArgument,
      with_remedy(describe_problem(problem.message, problem.line, problem.column, query),
                  problem.remedy));
}

Error problem_error(JsonElement problem, std::string_view query) {
  const bool large = text_at(problem, "kind") == "too-large";
  return make_error(large ? ErrorCode::kTooLarge : ErrorCode::kInvalidArgument,
                    with_remedy(describe_problem(text_at(problem, "message"),
                                                 json_int(problem, "line").value_or(1),
                                                 json_int(problem, "column").value_or(1), query),
                                text_at(problem, "remedy")));
}

Result<std::string> load_query(const std::string& given) {
  if (given != "-") return given;
  TL_TRY(std::string text, load_file("-"));
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

void print_line(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fputc('\n', to);
}

}  // namespace tl::app
