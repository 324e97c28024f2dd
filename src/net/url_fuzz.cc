// URLs people paste: what is accepted is normal (reads back as itself) and keeps no secrets.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/retry.h"
#include "net/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto url = tl::net::parse_pasted_url(text);
  if (url.ok()) {
    const std::string normal = url->text();
    const auto again = tl::net::parse_url(normal);
    const bool too_long = normal.size() > tl::net::kMaxUrlBytes;  // escapes may lengthen it
    if (!too_long && (!again.ok() || !(*again == *url))) abort();
    if (normal.find_first_of(" \r\n\\") != std::string::npos) abort();
    if (url->authority().find('@') != std::string::npos) abort();
    if (url->path.front() != '/') abort();
    const auto next = tl::net::resolve_url(*url, text);
    if (next.ok() && next->host.empty()) abort();
  }
  (void)tl::net::printable_url(text);
  (void)tl::net::parse_retry_after(text, tl::Instant(0));
  (void)tl::net::parse_rate_reset(text, tl::Instant(0));
  return 0;
}
