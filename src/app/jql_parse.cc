// `jql parse`: one query a line in, one answer a line out. Needs no server and no data.
#include "app/client.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/jql_text.h"
#include "base/text.h"
#include "jql/parser.h"
#include "jql/print.h"

namespace tl::app {
namespace {

std::string answer_of(std::string_view query) {
  const jql::ParseResult parsed = jql::parse_query(query, jql::Dialect::kJira);
  JsonWriter out;
  out.begin_object().member("jql", storable_text(query)).member("ok", parsed.ok());
  if (parsed.ok()) {
    out.member("canonical", storable_text(jql::render_canonical(*parsed.query)));
  } else {
    write_problem(out.key("error"), *parsed.problem);
  }
  return out.end_object().take();
}

// A line that is no JSON string is answered in its place: the lines stay side by side.
std::string unreadable(std::string_view line) {
  jql::Problem problem;
  problem.message = "This line is no JSON string.";
  problem.remedy = "Write one JSON string a line, in double quotes.";
  JsonWriter out;
  out.begin_object().member("jql", storable_text(line)).member("ok", false);
  write_problem(out.key("error"), problem);
  return out.end_object().take();
}

std::string answer_of_json(std::string_view line) {
  const auto document = JsonDocument::parse(line);
  std::string_view query;
  if (!document.ok() || document->root().get(query)) return unreadable(line);
  return answer_of(query);
}

}  // namespace

int run_jql_parse(bool json) {
  const auto text = load_file("-");
  if (!text.ok()) return refuse(text.error());
  for (const std::string_view line : lines_of(*text)) {
    if (json && trim(line).empty()) continue;
    print_line(stdout, json ? answer_of_json(line) : answer_of(line));
  }
  return 0;
}

}  // namespace tl::app
