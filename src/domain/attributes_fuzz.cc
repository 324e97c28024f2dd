// Whatever is read without an error is written back to a text that reads the same.
#include <cstdlib>

#include "domain/attributes.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  using namespace tl::domain;
  const auto attributes =
      unpack_attributes(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!attributes.ok()) return 0;
  const std::string packed = pack_attributes(*attributes);
  const auto again = unpack_attributes(packed);
  if (!again.ok() || pack_attributes(*again) != packed) std::abort();
  return 0;
}
