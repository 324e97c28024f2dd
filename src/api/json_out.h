// Small helpers over JsonWriter that every renderer here needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time_text.h"

namespace tl::api {

inline void instant_member(JsonWriter& out, std::string_view name,
                           const std::optional<Instant>& instant) {
  out.key(name);
  if (instant) {
    out.value(format_instant(*instant));
  } else {
    out.null();
  }
}

inline void date_member(JsonWriter& out, std::string_view name,
                        const std::optional<CivilDate>& date) {
  out.key(name);
  if (date) {
    out.value(format_date(*date));
  } else {
    out.null();
  }
}

inline void texts_member(JsonWriter& out, std::string_view name,
                         const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

// The text, or null when it is empty.
inline void text_or_null(JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.value(text);
  }
}

// {"id":..,"name":..}, or null when there is no id.
inline void named_member(JsonWriter& out, std::string_view name, std::string_view id,
                         std::string_view text) {
  out.key(name);
  if (id.empty()) {
    out.null();
    return;
  }
  out.begin_object().member("id", id).member("name", text).end_object();
}

}  // namespace tl::api
