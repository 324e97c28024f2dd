#include "vault/secret_text.h"

#include <sodium.h>

#include <utility>

namespace tl::vault {

SecretText::SecretText(SecretText&& other) noexcept : text_(other.text_) { other.wipe(); }

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  other.wipe();
  return *this;
}

SecretText::~SecretText() { wipe(); }

// A moved-from std::string may keep its bytes in place, hence copy and wipe.
void SecretText::wipe() {
  if (!text_.empty()) sodium_memzero(text_.data(), text_.size());
  text_.clear();
}

}  // namespace tl::vault
