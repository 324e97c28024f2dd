// Any text as a query over a small world: what evaluates keeps the laws of three-valued logic, is
// explained with the same answer, and orders issues consistently.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "jql/evaluate.h"
#include "jql/issue_file.h"
#include "jql/parser.h"
#include "jql/print.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxInput = 4'000;

constexpr std::string_view kWorld = R"json({
"context": {"now": "2026-04-01T09:00:00Z", "timeZone": "Europe/Oslo", "currentUser": {"x": "u1"}},
"instances": [{"id": "x", "deployment": "cloud",
"users": [{"accountId": "u1", "displayName": "Mia"}, {"accountId": "u2", "displayName": "Ole"}],
"groups": {"crew": ["u1"]},
"priorities": [{"id": "1", "name": "High"}, {"id": "2", "name": "Low"}],
"statuses": [{"id": "1", "name": "Open", "statusCategory": {"key": "new", "name": "To Do"}},
             {"id": "2", "name": "Done", "statusCategory": {"key": "done", "name": "Done"}}],
"resolutions": [{"id": "1", "name": "Fixed"}],
"issuetypes": [{"id": "1", "name": "Task"}, {"id": "2", "name": "Epic", "hierarchyLevel": 1}],
"sprints": [{"id": 1, "name": "S1", "state": "active"}],
"fields": [{"id": "customfield_1", "name": "Points", "type": "number"},
           {"id": "customfield_2", "name": "Size", "type": "option"},
           {"id": "customfield_3", "name": "Sprint", "type": "sprint"}],
"filters": [{"id": "1", "name": "mine", "jql": "assignee = currentUser()"
},
            {"id": "2", "name": "loop", "jql": "filter = loop"}],
"projects": [{"id": "1", "key": "A", "name": "Alpha", "lead": {"accountId": "u1"},
  "components": [{"id": "1", "name": "api"}],
  "versions": [{"id": "1", "name": "1.0", "released": true}, {"id": "2", "name": "2.0"}]}],
"issues": [
{"id": "1", "key": "A-1", "fields": {"summary": "Broken pipes", "project": {"id": "1", "key": "A"},
 "issuetype": {"id": "2", "name": "Epic"}, "status": {"id": "2", "name": "Done"},
 "priority": {"id": "1", "name": "High"}, "assignee": {"accountId": "u1", "displayName": "Mia"},
 "creator": {"accountId": "u2", "displayName": "Ole"}, "created": "2026-03-01T10:00:00Z",
 "labels": ["Wet"], "fixVersions": [{"id": "1", "name": "1.0"}], "duedate": "2026-04-01",
 "customfield_1": 3, "customfield_2": {"id": "7", "value": "L"},
 "customfield_3": [{"id": 1, "name": "S1"}],
 "timespent": 60, "votes": {"votes": 1, "voters": [{"accountId": "u1"}]},
 "issuelinks": [{"type": {"id": "1", "name": "Blocks",
                          "inward": "is blocked by", "outward": "blocks"},
                 "outwardIssue": {"id": "2", "key": "A-2"}}]},
 "changelog": {"total": 1, "histories": [{"id": "1", "author": {"accountId": "u1"},
  "created": "2026-03-05T10:00:00Z", "items": [
  {"field": "status", "fieldId": "status",
   "from": "1", "fromString": "New", "to": "2", "toString": "Done"},
  {"field": "Fix Version", "fieldId": "fixVersions", "to": "1", "toString": "1.0"}]}]},
 "properties": {"p": {"a": {"b": 3}}}},
{"id": "2", "key": "A-2", "fields": {"summary": "", "project": {"id": "1", "key": "A"},
 "issuetype": {"id": "1", "name": "Task"}, "status": {"id": "1", "name": "Open"}, "assignee": null,
 "created": "2026-03-28T10:00:00Z", "parent": {"id": "1", "key": "A-1"}, "customfield_2": null}}
]}]})json";

const IssueFile& world() {
  static const IssueFile kFile = [] {
    auto file = parse_issue_file(kWorld);
    if (!file.ok()) std::abort();
    return std::move(file).value();
  }();
  return kFile;
}

void require(bool holds) {
  if (!holds) std::abort();
}

std::optional<BoundQuery> bind_text(std::string_view text) {
  const ParseResult parsed = parse_query(text, Dialect::kThroughline);
  if (!parsed.ok()) return std::nullopt;
  return bind(*parsed.query, *world().instances[0].catalogue, world().asker).bound;
}

// The same clauses again in another shape; nothing when it became too large.
void check_laws(const Query& query, const BoundQuery& bound, const IssueView& issue) {
  const Truth truth = evaluate(bound, issue);
  require(explain(bound, query, issue, world().asker.zone).truth == truth);
  if (!query.where) return require(truth == Truth::kYes);
  const std::string where = render_text(*query.where);
  const auto again = [&](const std::string& text) -> std::optional<Truth> {
    const std::optional<BoundQuery> other = bind_text(text);
    if (!other) return std::nullopt;
    return evaluate(*other, issue);
  };
  if (const auto same = again("(" + where + ") AND (" + where + ")")) require(*same == truth);
  if (const auto same = again("(" + where + ") OR (" + where + ")")) require(*same == truth);
  if (const auto same = again("NOT NOT (" + where + ")")) require(*same == truth);
  // NOT is no complement, for what is empty satisfies neither; but never both.
  if (const auto turned = again("NOT (" + where + ")"))
    require(truth != Truth::kYes || *turned != Truth::kYes);
}

void check_order(const BoundQuery& bound) {
  const auto& issues = world().instances[0].issues;
  for (const auto& a : issues) {
    require(compare(bound.order, *a, *a) == 0);
    for (const auto& b : issues) {
      const int there = compare(bound.order, *a, *b), back = compare(bound.order, *b, *a);
      require((there < 0) == (back > 0));
    }
  }
}

}  // namespace
}  // namespace tl::jql

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tl::jql;
  if (size > kMaxInput) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ParseResult parsed = parse_query(text, Dialect::kThroughline);
  if (!parsed.ok()) return 0;
  const BindResult result = bind(*parsed.query, *world().instances[0].catalogue, world().asker);
  require(result.bound.has_value() || !result.problems.empty());
  if (!result.bound) return 0;
  for (const auto& issue : world().instances[0].issues)
    check_laws(*parsed.query, *result.bound, *issue);
  check_order(*result.bound);
  return 0;
}
