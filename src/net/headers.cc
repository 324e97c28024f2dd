#include "net/headers.h"

#include <algorithm>

#include "base/text.h"

namespace tl::net {

void Headers::add(std::string_view name, std::string_view value) {
  fields_.emplace_back(name, value);
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return equals_no_case(field.first, name); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (equals_no_case(field, name)) return value;
  }
  return std::nullopt;
}

std::string_view Headers::value(std::string_view name) const {
  return get(name).value_or(std::string_view());
}

std::string Headers::joined(std::string_view name) const {
  std::string out;
  bool first = true;
  for (const auto& [field, value] : fields_) {
    if (!equals_no_case(field, name)) continue;
    if (!first) out += ", ";
    out += value;
    first = false;
  }
  return out;
}

}  // namespace tl::net
