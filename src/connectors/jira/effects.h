// Writes to Jira: registering and removing our webhook.
#pragma once

#include "connector/connector.h"
#include "connectors/jira/client.h"

namespace tl::connectors::jira {

// The name that tells our webhook from others: "Throughline <public id of the connection>"; that of
// a second one for worklogs ends in " worklogs".
[[nodiscard]] std::string webhook_name(std::string_view connection_id);

// Safe to call again: looks for a webhook of our name or address first. One that is there is
// brought up to date by PUT, doubles are removed, else one is made. Where worklogs have an address
// of their own, there are two; the vendor id then is "12,13". Needs the right Administer Jira.
Result<connector::EffectOutcome> register_webhook(const Client& client,
                                                  const connector::EffectContext& context);

// Removes every webhook of our name or address; fine when there is none.
Result<connector::EffectOutcome> remove_webhook(const Client& client,
                                                const connector::EffectContext& context);

// By kind; kInvalidArgument for an unknown one.
Result<connector::EffectOutcome> apply_effect(const Client& client, const domain::Effect& effect,
                                              const connector::EffectContext& context);

}  // namespace tl::connectors::jira
