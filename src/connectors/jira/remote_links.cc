// Links of issues to things outside Jira: GET /issue/{key}/remotelink.
#include <array>
#include <utility>

#include "base/text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;

using Known = std::pair<std::string_view, std::string_view>;

// Parts of the vendor's type keys, and of hosts where no type is given.
constexpr std::array kApplications = {
    Known{"confluence", "confluence"}, Known{"github", "github"},       Known{"gitlab", "gitlab"},
    Known{"bitbucket", "bitbucket"},   Known{"pagerduty", "pagerduty"}, Known{"stash", "bitbucket"},
};

// "github.com" of "https://github.com/acme/app/pull/7".
std::string_view host_of(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

std::string known_application(std::string_view text) {
  const std::string lower = to_lower(text);
  for (const auto& [part, name] : kApplications) {
    if (lower.find(part) != std::string::npos) return std::string(name);
  }
  return {};
}

}  // namespace

std::string remote_application(std::string_view type, std::string_view url) {
  if (type.empty()) {
    std::string name = known_application(host_of(url));
    const bool wiki = name.empty() && url.find("/wiki/") != std::string_view::npos &&
                      host_of(url).ends_with(".atlassian.net");
    return wiki ? "confluence" : name;
  }
  std::string name = known_application(type);
  return name.empty() ? clean_text(type) : name;
}

void read_remote_link(JsonElement link, IssueId issue, Facts& facts) {
  std::string id = clean_text(json_id(link, "id"));
  if (id.empty()) return facts.refuse("remote_link", "", "the remote link has no id", link);
  if (!issue) issue = issue_id_in_url(json_text(link, "self").value_or(""));
  RecordBuilder record(RecordKind::kRemoteLink, std::move(id), facts.version());
  record.issue(issue).set(domain::kDeleted, false);
  record.text("relationship", link, "relationship").text("global_id", link, "globalId");
  record.instant("created", link, "created").instant("updated", link, "updated");
  std::string url;
  if (const auto object = json_get(link, "object")) {
    record.text("url", *object, "url").text("title", *object, "title");
    url = text_member(*object, "url").value_or("");
    const auto status = json_get(*object, "status");
    if (status) record.flag("resolved", *status, "resolved");
  }
  std::string_view type;
  if (const auto application = json_get(link, "application")) {
    type = json_text(*application, "type").value_or("");
    record.text("application_name", *application, "name");
  }
  std::string application = remote_application(type, url);
  if (!application.empty()) record.set("application", std::move(application));
  facts.add(record.take());
}

}  // namespace tl::connectors::jira
