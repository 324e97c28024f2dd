// Writes to Jira: registering and removing our webhook, touching an issue to test it.
#pragma once

#include <vector>

#include "connector/connector.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// The name that tells our webhooks from others: "Throughline <public id of the connection>". While
// one is replaced the other is called "Throughline <id> (2)"; that of a second webhook for worklogs
// ends in " worklogs".
[[nodiscard]] std::string webhook_name(std::string_view connection_id);

// True for a name that webhook_name or a replacement of it gave.
[[nodiscard]] bool is_webhook_name(std::string_view name, std::string_view connection_id);

// Safe to call again: looks for a webhook of our address or name first. One that is there is
// brought up to date by PUT, doubles are removed, else one is made. Where worklogs have an address
// of their own, there are two; the vendor id then is "12,13". Those of context.kept_urls are left
// as they are. Needs the right Administer Jira.
Result<connector::EffectOutcome> register_webhook(const Client& client,
                                                  const connector::EffectContext& context);

// Removes every webhook of our name or address; fine when there is none. With context.kept_urls
// only those of the addresses and of the vendor ids of the context: others of our name stay.
Result<connector::EffectOutcome> remove_webhook(const Client& client,
                                                const connector::EffectContext& context);

// Puts connector::kCheckLabel on the issue of the payload ({"issue": "10042"} or {"issue_key":
// "ABC-1"}) and takes it away again, without mails where the account may do without. A label that
// an interrupted call left is taken away only, which is an event as well. When the second step
// fails, the text says that the label is still there.
Result<connector::EffectOutcome> touch_issue(const Client& client, const domain::Effect& effect);

// By kind; kInvalidArgument for an unknown one.
Result<connector::EffectOutcome> apply_effect(const Client& client, const domain::Effect& effect,
                                              const connector::EffectContext& context);

// Fills RemoteHook::missing_events of those that are ours by name.
void note_missing_events(std::vector<connector::RemoteHook>& hooks);

}  // namespace tl::connectors::jira
