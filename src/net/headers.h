// Header fields of an HTTP message: ordered as sent, looked up without regard to case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tl::net {

class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  // Appends; an earlier field of the same name stays (Set-Cookie).
  void add(std::string_view name, std::string_view value);
  // Replaces every field of that name by one.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  // The first field of that name. The view is valid until the headers change.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  // The first field of that name, or "" when absent.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return get(name).has_value(); }
  // All fields of that name joined with ", " (a list may be spread over several lines).
  [[nodiscard]] std::string joined(std::string_view name) const;

  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

}  // namespace tl::net
