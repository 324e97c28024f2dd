// Values that an attribute of a fact can have.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/time_text.h"

namespace tl::domain {

// Something the vendor names by id: a status, a user, a version. A plain word (a label) has
// id == name. `name` is as written by the vendor at that time; compare by id.
struct Ref {
  std::string id;
  std::string name;
  auto operator<=>(const Ref&) const = default;
};

using Refs = std::vector<Ref>;

// std::monostate: the vendor said "empty" (null). An attribute the vendor said nothing about is
// absent from its Attributes instead; the two are never mixed up.
using Value =
    std::variant<std::monostate, bool, double, std::string, Instant, CivilDate, Ref, Refs>;

// Look-ups that give an empty value when the type is another.
[[nodiscard]] const Ref* as_ref(const Value& value);
[[nodiscard]] const std::string* as_text(const Value& value);
[[nodiscard]] const Instant* as_instant(const Value& value);
[[nodiscard]] const double* as_number(const Value& value);
[[nodiscard]] const bool* as_bool(const Value& value);
[[nodiscard]] const Refs* as_refs(const Value& value);

// As JSON: null, true, 2.5, "text", "2026-11-20T14:02:11.123Z", "2026-11-20",
// {"id":..,"name":..}, [{..},..].
void render_value(JsonWriter& out, const Value& value);

}  // namespace tl::domain
