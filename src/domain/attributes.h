// Attributes: what is known about one thing, each part with the version that says how good the
// knowledge is. Merging keeps the greatest version of each (merge.h).
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/value.h"

namespace tl::domain {

// How the vendor told us. A thin payload (a comment's six-field issue) only fills what is unknown.
enum class SourceRank : uint8_t { kThin = 1, kWebhook = 2, kRest = 3 };

// Total order: full before thin, then the vendor's instant, history id, rank, content hash.
struct Version {
  Instant instant;      // vendor's: issue.fields.updated, the envelope's timestamp, Date header
  int64_t history = 0;  // changelog id when known
  SourceRank rank = SourceRank::kThin;
  uint64_t hash = 0;  // of the encoded value, so that ties break the same way everywhere

  [[nodiscard]] std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version&) const = default;
};

struct Attribute {
  Value value;
  Version version;
  bool operator==(const Attribute&) const = default;
};

using Attributes = std::map<std::string, Attribute, std::less<>>;

// Sets `name` with `version`, whose hash is computed here.
void set_attribute(Attributes& attributes, std::string_view name, Value value, Version version);

// The value of `name`; nullptr when nothing is known.
[[nodiscard]] const Value* find_value(const Attributes& attributes, std::string_view name);
[[nodiscard]] std::string text_of(const Attributes& attributes, std::string_view name);
[[nodiscard]] std::optional<Instant> instant_of(const Attributes& attributes,
                                                std::string_view name);
[[nodiscard]] std::optional<double> number_of(const Attributes& attributes, std::string_view name);
[[nodiscard]] Ref ref_of(const Attributes& attributes, std::string_view name);
[[nodiscard]] bool flag_of(const Attributes& attributes, std::string_view name);

// One packed document. unpack gives kUnreadable on anything pack did not write (fuzzed).
[[nodiscard]] std::string pack_attributes(const Attributes& attributes);
[[nodiscard]] Result<Attributes> unpack_attributes(std::string_view packed);

// Canonical bytes of one value, the ground of content hashes.
[[nodiscard]] std::string encode_value(const Value& value);

}  // namespace tl::domain
