// A secret in memory: zeroed when it goes, never formatted.
#pragma once

#include <string>
#include <string_view>

namespace tl::vault {

// Movable, not copyable, without an operator<< or formatter: what prints it does not compile.
class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) : text_(text) {}
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText();

  // For the one place that needs it, e.g. a request header. Do not keep it.
  [[nodiscard]] std::string_view reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] SecretText copy() const { return SecretText(text_); }

 private:
  void wipe();
  std::string text_;
};

}  // namespace tl::vault
