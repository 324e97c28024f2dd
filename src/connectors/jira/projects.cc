#include "connectors/jira/projects.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "connector/connector.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::ProjectInfo;
using connector::ProjectPage;

constexpr int kMaxPage = 100;  // Jira's cap

ProjectInfo read_info(JsonElement project) {
  ProjectInfo info;
  info.id = json_id(project, "id");
  info.key = text_member(project, "key").value_or("");
  info.name = text_member(project, "name").value_or("");
  info.type = text_member(project, "projectTypeKey").value_or("");
  if (const auto lead = json_get(project, "lead")) {
    info.lead = text_member(*lead, "displayName").value_or("");
  }
  if (const auto insight = json_get(project, "insight")) {
    info.issues = json_int(*insight, "totalIssueCount");
    info.last_change = instant_member(*insight, "lastIssueUpdateTime");
  }
  return info;
}

bool holds(const std::string& text, const std::string& lower_part) {
  return to_lower(text).find(lower_part) != std::string::npos;
}

int64_t start_of(const connector::ProjectQuery& query) {
  return std::max<int64_t>(0, parse_int(query.cursor).value_or(0));
}

Result<ProjectPage> slice_of_all(const Client& client, const connector::ProjectQuery& query) {
  TL_TRY(const Answer answer, client.get("project", client.api("/project"), {{"expand", "lead"}}));
  simdjson::dom::array projects;
  if (answer.root().get(projects)) {
    return make_error(ErrorCode::kVendorNotJira, "Jira's list of projects is no list.");
  }
  const std::string part = to_lower(trim(query.text));
  std::vector<ProjectInfo> found;
  for (const JsonElement project : projects) {
    ProjectInfo info = read_info(project);
    if (part.empty() || holds(info.key, part) || holds(info.name, part)) {
      found.push_back(std::move(info));
    }
  }
  std::sort(found.begin(), found.end(),
            [](const ProjectInfo& a, const ProjectInfo& b) { return a.key < b.key; });
  const auto begin = std::min(found.size(), static_cast<size_t>(start_of(query)));
  const auto limit = static_cast<size_t>(std::clamp(query.limit, 1, kMaxPage));
  const size_t end = std::min(found.size(), begin + limit);
  ProjectPage page;
  page.total = static_cast<int64_t>(found.size());
  if (end < found.size()) page.next_cursor = std::to_string(end);
  page.projects.assign(std::make_move_iterator(found.begin() + static_cast<int64_t>(begin)),
                       std::make_move_iterator(found.begin() + static_cast<int64_t>(end)));
  return page;
}

connector::KeyVerdict refused_key(std::string key, std::string reason) {
  connector::KeyVerdict verdict;
  verdict.key = std::move(key);
  verdict.reason = std::move(reason);
  return verdict;
}

Result<connector::KeyVerdict> judge_key(const Client& client, const std::string& typed) {
  const std::vector<std::string> usable = usable_keys({typed});
  if (usable.empty()) {
    return refused_key(std::string(trim(typed)),
                       "This cannot be the key of a project: keys are letters, digits and _.");
  }
  const std::string& key = usable.front();
  const auto answer = client.get("project/{key}", client.api("/project/" + key));
  if (answer.ok()) {
    connector::KeyVerdict verdict;
    verdict.project = read_info(answer->root());
    verdict.key = verdict.project.key.empty() ? key : verdict.project.key;
    verdict.visible = true;
    return verdict;
  }
  const ErrorCode code = answer.error().code;
  if (code == ErrorCode::kVendorForbidden) {
    return refused_key(key, "This account may not see the project " + key + ".");
  }
  if (code == ErrorCode::kVendorNotFound || code == ErrorCode::kVendorRefused) {
    return refused_key(key, "Jira knows no project " + key + ", or this account may not see it.");
  }
  return answer.error();
}

}  // namespace

Result<ProjectPage> fetch_project_page(const Client& client, const connector::ProjectQuery& query) {
  if (!client.can().project_pages) return slice_of_all(client, query);
  const int64_t start = start_of(query);
  Query parameters = {{"startAt", std::to_string(start)},
                      {"maxResults", std::to_string(std::clamp(query.limit, 1, kMaxPage))},
                      {"expand", "lead,insight"},
                      {"orderBy", "key"}};
  if (const auto text = trim(query.text); !text.empty()) {
    parameters.emplace_back("query", std::string(text));
  }
  TL_TRY(const Answer answer,
         client.get("project/search", client.api("/project/search"), parameters));
  ProjectPage page;
  simdjson::dom::array values;
  const auto list = json_get(answer.root(), "values");
  if (list && !list->get(values)) {
    for (const JsonElement project : values) page.projects.push_back(read_info(project));
  }
  page.total = json_int(answer.root(), "total");
  const int64_t next = start + static_cast<int64_t>(page.projects.size());
  const bool last = page.projects.empty() ||
                    json_bool(answer.root(), "isLast").value_or(next >= page.total.value_or(next));
  if (!last) page.next_cursor = std::to_string(next);
  return page;
}

Result<std::vector<connector::KeyVerdict>> fetch_key_check(const Client& client,
                                                           std::span<const std::string> keys) {
  if (keys.size() > connector::Connector::kMaxKeysPerCheck) {
    return make_error(ErrorCode::kTooLarge, fmt::format("At most {} keys are checked at once.",
                                                        connector::Connector::kMaxKeysPerCheck));
  }
  std::vector<Result<connector::KeyVerdict>> judged(keys.size(), connector::KeyVerdict{});
  run_parallel(keys.size(), kMaxParallel,
               [&](size_t i) { judged[i] = judge_key(client, keys[i]); });
  std::vector<connector::KeyVerdict> verdicts;
  for (auto& verdict : judged) {
    if (!verdict.ok()) return std::move(verdict).error();
    verdicts.push_back(std::move(*verdict));
  }
  return verdicts;
}

}  // namespace tl::connectors::jira
