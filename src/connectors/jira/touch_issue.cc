// The event of a webhook check: a label comes and goes.
#include <fmt/format.h>

#include "base/text.h"
#include "connectors/jira/effects.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::EffectOutcome;
using connector::kCheckLabel;

struct Touched {
  std::string path;
  std::string key;  // as Jira says it
  bool labelled = false;
};

Result<std::string> issue_in(const domain::Effect& effect) {
  const auto payload = JsonDocument::parse(effect.payload);
  std::string name;
  if (payload.ok()) {
    for (const std::string_view member : {"issue", "issue_key"}) {
      if (name.empty()) name = trim(json_id(payload->root(), member));
    }
  }
  if (!name.empty()) return name;
  return make_error(ErrorCode::kInvalidArgument, "A webhook check needs an issue to change.");
}

Result<Touched> look_at(const Client& client, const std::string& issue) {
  const std::string path = client.api("/issue/" + url_encode(issue));
  TL_TRY(const Answer answer, client.get("issue/{id}", path, {{"fields", "labels"}}));
  Touched found{path, text_member(answer.root(), "key").value_or(issue), false};
  const auto fields = json_get(answer.root(), "fields");
  const auto labels = fields ? json_get(*fields, "labels") : std::nullopt;
  simdjson::dom::array list;
  if (labels && !labels->get(list)) {
    for (const JsonElement label : list) found.labelled |= id_of(label) == kCheckLabel;
  }
  return found;
}

// Watchers get no mail; where the account has no right to that, they do.
Result<void> change_label(const Client& client, const Touched& issue, std::string_view verb) {
  JsonWriter body;
  body.begin_object().key("update").begin_object().key("labels").begin_array();
  body.begin_object().member(verb, kCheckLabel).end_object();
  body.end_array().end_object().end_object();
  const std::string text = body.take();
  const auto quiet = client.put("issue/{id}", issue.path, text, {{"notifyUsers", "false"}});
  if (quiet.ok()) return {};
  if (quiet.error().code != ErrorCode::kVendorForbidden) return quiet.error();
  TL_CHECK_OK(client.put("issue/{id}", issue.path, text));
  return {};
}

// Once more is tried at once: the label must not stay.
Result<void> take_away(const Client& client, const Touched& issue) {
  auto gone = change_label(client, issue, "remove");
  if (!gone.ok()) gone = change_label(client, issue, "remove");
  if (gone.ok()) return {};
  Error error = gone.error();
  error.detail =
      fmt::format("The label {} is still on {}: {}", kCheckLabel, issue.key, error.detail);
  return error;
}

}  // namespace

Result<EffectOutcome> touch_issue(const Client& client, const domain::Effect& effect) {
  TL_TRY(const std::string name, issue_in(effect));
  TL_TRY(const Touched issue, look_at(client, name));
  if (!issue.labelled) {
    const auto added = change_label(client, issue, "add");
    if (!added.ok()) {
      // It may have been carried out although no answer came.
      const auto again = look_at(client, name);
      if (again.ok() && again->labelled) TL_CHECK_OK(take_away(client, issue));
      return added.error();
    }
  }
  TL_CHECK_OK(take_away(client, issue));
  return EffectOutcome{
      "", fmt::format("put the label {} on {} and took it away again", kCheckLabel, issue.key),
      false};
}

}  // namespace tl::connectors::jira
