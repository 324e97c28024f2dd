// `jql search --issues FILE`: a query, or many as lines of JSON.
#include <fmt/format.h>

#include "app/client.h"
#include "app/commands.h"
#include "app/connections.h"
#include "app/files.h"
#include "app/jql_file.h"
#include "app/jql_text.h"
#include "base/text.h"

namespace tl::app {
namespace {

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

int print_answer(const FileAnswer& answer, const std::string& query) {
  if (!answer.problems.empty()) return refuse(problem_error(answer.problems.front(), query));
  for (const std::string& key : answer.keys) print_line(stdout, key);
  if (!answer.undecided.empty()) {
    fmt::print(stderr, "throughline: {} issues cannot be decided here: {}\n{}\n",
               answer.undecided.size(), join(answer.undecided, ", "), join(answer.reasons, "\n"));
  }
  return 0;
}

void write_error(JsonWriter& out, const Error& error) {
  out.key("error").begin_object().member("kind", traits(error.code).type);
  out.member("message", error.detail).end_object();
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

// One row {id, instance?, user?, jql} gives {id, keys, undecided?, why?} or {id, error}.
std::string answer_row(const jql::IssueFile& file, const JqlOptions& options,
                       std::string_view line) {
  JsonWriter out;
  out.begin_object();
  const auto document = JsonDocument::parse(line);
  const auto query = document.ok() ? json_text(document->root(), "jql") : std::nullopt;
  if (!query) {
    out.key("id").null();
    write_error(out, make_error(ErrorCode::kUnreadable, "this line is no object with a jql"));
    return out.end_object().take();
  }
  const JsonElement row = document->root();
  if (const std::string id = json_id(row, "id"); !id.empty()) out.member("id", id);
  const std::string instance(json_text(row, "instance").value_or(options.instance()));
  const std::string user(json_text(row, "user").value_or(options.user));
  const auto answer = search_file(file, instance, user, *query);
  if (!answer.ok()) {
    write_error(out, answer.error());
  } else if (!answer->problems.empty()) {
    write_problem(out.key("error"), answer->problems.front());
  } else {
    write_texts(out, "keys", answer->keys);
    if (!answer->undecided.empty()) {
      write_texts(out, "undecided", answer->undecided);
      write_texts(out, "why", answer->reasons);
    }
  }
  return out.end_object().take();
}

}  // namespace

int run_jql_search_file(const JqlOptions& options) {
  const auto text = load_file(options.issues_file);
  if (!text.ok()) return refuse(text.error());
  const auto file = jql::parse_issue_file(*text);
  if (!file.ok()) return refuse(file.error());
  if (options.query != "-") {
    const auto answer = search_file(*file, options.instance(), options.user, options.query);
    return answer.ok() ? print_answer(*answer, options.query) : refuse(answer.error());
  }
  const auto rows = load_file("-");
  if (!rows.ok()) return refuse(rows.error());
  for (const std::string_view line : lines_of(*rows)) {
    if (!trim(line).empty()) print_line(stdout, answer_row(*file, options, line));
  }
  return 0;
}

}  // namespace tl::app
