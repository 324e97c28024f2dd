#include "connector/check.h"

#include <fmt/format.h>

#include "net/url.h"

namespace tl::connector {
namespace {

// "jira.acme.com/jira" of "https://jira.acme.com/jira/"; the text itself when it is no address.
std::string place_of(std::string_view text) {
  const auto url = net::parse_url(text);
  std::string place = url.ok() ? url->authority() + url->path : std::string(text);
  while (place.ends_with('/')) place.pop_back();
  return place;
}

}  // namespace

bool is_same_site(std::string_view known_id, std::string_view known_url, const SiteIdentity& found,
                  std::string_view asked_url) {
  if (known_id.empty()) return false;
  if (known_id == found.site_id || known_id == found.address) return true;
  const bool told_then = known_id != place_of(known_url);
  const bool told_now = found.site_id != found.address;
  return !(told_then && told_now) && place_of(known_url) == place_of(asked_url);
}

std::string_view to_text(CheckState state) {
  switch (state) {
    case CheckState::kPassed:
      return "passed";
    case CheckState::kMissing:
      return "missing";
    case CheckState::kNotNeeded:
      return "not_needed";
    case CheckState::kWarning:
      return "warning";
    case CheckState::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string CheckReport::text() const {
  std::string out;
  for (const CheckRow& row : rows) {
    out += fmt::format("[{}] {}", to_text(row.state), row.title);
    if (!row.detail.empty()) out += ": " + row.detail;
    out += '\n';
    if (!row.effect.empty()) out += "    Effect: " + row.effect + '\n';
    if (!row.remedy.empty()) out += "    Remedy: " + row.remedy + '\n';
  }
  return out;
}

}  // namespace tl::connector
