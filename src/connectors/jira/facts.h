// Where the readers of payloads put what they find, and the versions it gets.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "domain/change_set.h"
#include "domain/field_catalogue.h"

namespace tl::connectors::jira {

// The facts of one payload. Records of the same thing within it become one.
class Facts {
 public:
  // `fields` (may be null: no field is known) must outlive the object. `read_at`: when the vendor
  // made the payload: the Date header of an answer, the timestamp of a delivery; 0 when unknown.
  // `descriptions`: whether those of issues are read (ConnectionOptions::descriptions).
  Facts(const domain::FieldCatalogue* fields, domain::SourceRank rank, Instant read_at,
        bool descriptions = false)
      : fields_(fields), rank_(rank), read_at_(read_at), descriptions_(descriptions) {}

  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;

  [[nodiscard]] const domain::FieldInfo* field(std::string_view id) const {
    return fields_ == nullptr ? nullptr : fields_->find(id);
  }
  [[nodiscard]] domain::SourceRank rank() const { return rank_; }
  [[nodiscard]] Instant read_at() const { return read_at_; }
  [[nodiscard]] bool reads_descriptions() const { return descriptions_; }
  // Stands in for an unknown read_at: the change instant of what is read now.
  void use_instant(Instant instant) {
    if (read_at_ == Instant()) read_at_ = instant;
  }

  // The version of what is known because of this payload, as of read_at.
  [[nodiscard]] domain::Version version() const { return version_at(read_at_); }
  [[nodiscard]] domain::Version version_at(Instant instant) const {
    return domain::Version{instant, 0, rank_, 0};
  }

  // True when a record of this identity was made from an object with as many members before, so
  // that making it again would add nothing. Notes it otherwise.
  [[nodiscard]] bool seen(domain::RecordKind kind, std::string_view id, size_t members);
  void add(domain::Record record);
  // Keeps an item that cannot be read, with its JSON cut: without descriptions in any case.
  void refuse(std::string_view kind, std::string id, std::string reason, JsonElement item);
  void refetch(IssueId issue);

 private:
  struct Place {
    size_t index = SIZE_MAX;  // into changes.records
    size_t members = 0;
  };
  using Key = std::pair<domain::RecordKind, std::string>;
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return std::hash<std::string>{}(key.second) * 31 + static_cast<size_t>(key.first);
    }
  };

  const domain::FieldCatalogue* fields_;
  domain::SourceRank rank_;
  Instant read_at_;
  bool descriptions_;
  std::unordered_map<Key, Place, KeyHash> places_;
};

// Sets attributes of one record; what the payload does not say is left out.
class RecordBuilder {
 public:
  RecordBuilder(domain::RecordKind kind, std::string id, domain::Version version)
      : version_(version) {
    record_.kind = kind;
    record_.id = std::move(id);
  }

  RecordBuilder& set(std::string_view name, domain::Value value);
  // Members of `object`, only when they are there and of the type.
  RecordBuilder& text(std::string_view name, JsonElement object, std::string_view key);
  RecordBuilder& flag(std::string_view name, JsonElement object, std::string_view key);
  RecordBuilder& instant(std::string_view name, JsonElement object, std::string_view key);
  // As instant, but absent means empty: the vendor leaves out what is not set.
  RecordBuilder& instant_or_empty(std::string_view name, JsonElement object, std::string_view key);
  RecordBuilder& issue(IssueId id) {
    record_.issue = id;
    return *this;
  }

  [[nodiscard]] domain::Record take() { return std::move(record_); }

 private:
  domain::Record record_;
  domain::Version version_;
};

}  // namespace tl::connectors::jira
