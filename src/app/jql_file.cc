#include "app/jql_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "jql/binder.h"
#include "jql/evaluate.h"
#include "jql/parser.h"

namespace tl::app {
namespace {

std::string names_of(const jql::IssueFile& file) {
  std::string names;
  for (const jql::FileInstance& one : file.instances)
    names += (names.empty() ? "" : ", ") + one.name;
  return names;
}

using Issues = std::vector<const jql::IssueView*>;

std::vector<std::string> sorted_keys(const jql::BoundQuery& query, Issues& issues) {
  jql::sort_issues(query.order, issues);
  std::vector<std::string> keys;
  for (const jql::IssueView* issue : issues) keys.emplace_back(issue->key());
  return keys;
}

// Why clauses are undecided for some of the issues, each reason once.
void add_reasons(const jql::BoundNode& node, const Issues& issues,
                 std::vector<std::string>& reasons) {
  for (const jql::BoundNode& child : node.children) add_reasons(child, issues, reasons);
  if (!node.test) return;
  const bool open = std::any_of(issues.begin(), issues.end(), [&](const auto* issue) {
    return jql::decide_test(*node.test, *issue) == jql::Truth::kUndecided;
  });
  if (!open) return;
  std::string why = jql::why_undecided(*node.test);
  if (std::find(reasons.begin(), reasons.end(), why) == reasons.end())
    reasons.push_back(std::move(why));
}

void answer(const jql::BoundQuery& query, const jql::FileInstance& in, FileAnswer& out) {
  Issues matched, undecided;
  for (const auto& issue : in.issues) {
    const jql::Truth truth = jql::evaluate(query, *issue);
    if (truth == jql::Truth::kYes) matched.push_back(issue.get());
    if (truth == jql::Truth::kUndecided) undecided.push_back(issue.get());
  }
  out.keys = sorted_keys(query, matched);
  out.undecided = sorted_keys(query, undecided);
  if (!undecided.empty()) add_reasons(query.where, undecided, out.reasons);
}

}  // namespace

Result<FileAnswer> search_file(const jql::IssueFile& file, std::string_view instance,
                               std::string_view user, std::string_view query) {
  const jql::FileInstance* in = file.find(instance);
  if (in == nullptr) {
    return make_error(ErrorCode::kNotFound, fmt::format("the file has no instance {}; it has {}",
                                                        instance, names_of(file)));
  }
  FileAnswer out;
  jql::ParseResult parsed = jql::parse_query(query, jql::Dialect::kJira);
  if (!parsed.ok()) {
    out.problems.push_back(std::move(*parsed.problem));
    return out;
  }
  jql::Asker asker = file.asker;
  if (!user.empty()) {
    asker.accounts[in->catalogue->instance()] =
        jql::find_account(*in->catalogue, user).value_or(std::string(user));
  }
  jql::BindResult bound = jql::bind(*parsed.query, *in->catalogue, asker);
  if (bound.bound)
    answer(*bound.bound, *in, out);
  else
    out.problems = std::move(bound.problems);
  return out;
}

}  // namespace tl::app
