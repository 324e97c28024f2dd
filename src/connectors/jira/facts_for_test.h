// Reading helpers for tests: payload text in, facts out.
#pragma once

#include <string>
#include <string_view>

#include "connectors/jira/facts.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/webhook.h"
#include "domain/issue.h"

namespace tl::connectors::jira {

// Facts of one REST issue whose members after "id" and "key" are `members`.
inline Facts read_rest(std::string_view members, const domain::FieldCatalogue* fields = nullptr) {
  const auto document =
      JsonDocument::parse(R"({"id":"10","key":"A-1",)" + std::string(members) + "}");
  Facts facts(fields, domain::SourceRank::kRest, Instant(1'772'712'000'000));
  if (document.ok()) read_issue(document->root(), {}, facts);
  return facts;
}

// The same with `fields` beside "updated".
inline Facts read_fields_of(std::string_view fields,
                            const domain::FieldCatalogue* known = nullptr) {
  return read_rest(R"("fields":{"updated":"2026-03-01T00:00:00.000Z",)" + std::string(fields) + "}",
                   known);
}

// Facts of one delivery: `members` after "webhookEvent".
inline connector::Normalised deliver(std::string_view event, std::string_view members) {
  const std::string body = R"({"timestamp":1772712000500,"webhookEvent":")" + std::string(event) +
                           "\"" + (members.empty() ? "" : ",") + std::string(members) + "}";
  return normalise_delivery(body, {nullptr, Instant(1'772'712'009'000)});
}

inline const domain::Record* find_record(const domain::ChangeSet& changes, domain::RecordKind kind,
                                         std::string_view id) {
  for (const auto& record : changes.records) {
    if (record.kind == kind && record.id == id) return &record;
  }
  return nullptr;
}

inline const domain::Attributes& only_issue(const domain::ChangeSet& changes) {
  static const domain::Attributes none;
  return changes.issues.size() == 1 ? changes.issues.front().attributes : none;
}

}  // namespace tl::connectors::jira
