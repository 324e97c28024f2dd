// Bytes of a stranger to requests: must neither crash nor depend on how the bytes are cut, and
// whatever is accepted must keep the limits.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http_message.h"
#include "net/request_parser.h"

namespace {

using tl::net::RequestParser;
using State = RequestParser::State;

constexpr size_t kBodyLimit = 64;

tl::net::ServerLimits small_limits() {
  tl::net::ServerLimits limits;
  limits.header_bytes = 512;
  limits.target_bytes = 128;
  return limits;
}

// All complete requests of the bytes as one text, read in steps of `step`. A header that is wrong
// and not complete may be refused or waited for: no difference is made.
std::string read_all(std::string_view bytes, size_t step) {
  static const tl::net::ServerLimits kLimits = small_limits();
  RequestParser parser(kLimits);
  std::string pending, seen;
  size_t fed = 0;
  while (true) {
    if (parser.state() == State::kHeaderDone) {
      parser.accept_body(kBodyLimit);
      continue;
    }
    if (parser.state() == State::kFailed) return seen;
    if (parser.state() == State::kComplete) {
      const tl::net::Request& request = parser.request();
      if (request.body.size() > kBodyLimit || request.target.size() > kLimits.target_bytes) abort();
      seen += request.method + " " + request.target + " " + request.body + "\n";
      tl::net::ParsedTarget target;
      if (tl::net::parse_target(request.target, target) && target.path.front() != '/') abort();
      parser.reset();
    }
    const size_t used = parser.feed(pending);
    pending.erase(0, used);
    if (parser.state() != State::kNeedMore) continue;
    if (fed == bytes.size()) return seen;
    pending += bytes.substr(fed, step);
    fed = std::min(fed + step, bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = read_all(bytes, size + 1);
  if (whole != read_all(bytes, 1) || whole != read_all(bytes, 7)) abort();
  tl::net::ParsedTarget target;
  if (tl::net::parse_target(bytes, target)) {
    for (const auto& segment : target.segments) {
      if (segment == ".." || segment.find('\0') != std::string::npos) abort();
    }
  }
  return 0;
}
