#include "connectors/jira/facts.h"

#include <algorithm>

#include "base/text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/payload.h"
#include "domain/merge.h"

namespace tl::connectors::jira {
namespace {

constexpr size_t kMaxRefusedBytes = 64u << 10;

}  // namespace

bool Facts::seen(domain::RecordKind kind, std::string_view id, size_t members) {
  Place& place = places_[Key(kind, std::string(id))];
  if (place.members >= members) return true;
  place.members = members;
  return false;
}

void Facts::add(domain::Record record) {
  Place& place = places_[Key(record.kind, record.id)];
  if (place.index == SIZE_MAX) {
    place.index = changes.records.size();
    changes.records.push_back(std::move(record));
    return;
  }
  domain::Record& known = changes.records[place.index];
  if (!known.issue) known.issue = record.issue;
  domain::merge_attributes(known.attributes, record.attributes);
}

void Facts::refuse(std::string_view kind, std::string id, std::string reason, JsonElement item) {
  refused.push_back(domain::Refused{std::string(kind), std::move(id), std::move(reason),
                                    shortened(cut_json(item, {fields_}), kMaxRefusedBytes)});
}

void Facts::refetch(IssueId issue) {
  if (!issue) return;
  auto& list = changes.refetch;
  if (std::find(list.begin(), list.end(), issue) == list.end()) list.push_back(issue);
}

RecordBuilder& RecordBuilder::set(std::string_view name, domain::Value value) {
  domain::set_attribute(record_.attributes, name, std::move(value), version_);
  return *this;
}

RecordBuilder& RecordBuilder::text(std::string_view name, JsonElement object,
                                   std::string_view key) {
  if (auto value = text_member(object, key)) set(name, std::move(*value));
  return *this;
}

RecordBuilder& RecordBuilder::flag(std::string_view name, JsonElement object,
                                   std::string_view key) {
  if (const auto value = flag_member(object, key)) set(name, *value);
  return *this;
}

RecordBuilder& RecordBuilder::instant(std::string_view name, JsonElement object,
                                      std::string_view key) {
  if (const auto value = instant_member(object, key)) set(name, *value);
  return *this;
}

RecordBuilder& RecordBuilder::instant_or_empty(std::string_view name, JsonElement object,
                                               std::string_view key) {
  const auto value = instant_member(object, key);
  return value ? set(name, *value) : set(name, std::monostate{});
}

}  // namespace tl::connectors::jira
