#include "base/random.h"

#include <openssl/rand.h>

#include <stdexcept>

#include "base/text.h"

namespace tl {

std::string random_bytes(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1) {
    throw std::runtime_error("no randomness from the operating system");
  }
  return bytes;
}

std::string random_base32(size_t length) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text = random_bytes(length);
  for (char& c : text) c = kAlphabet[static_cast<unsigned char>(c) & 31];
  return text;
}

std::string random_public_id() { return to_lower(random_base32(26)); }

}  // namespace tl
