// Answers to bytes.
#pragma once

#include <string>
#include <string_view>

#include "net/http_message.h"

namespace tl::net {

enum class BodyFraming { kLength, kChunked, kUntilClose };

struct HeadOptions {
  bool keep_alive = true;
  bool http11 = true;
  BodyFraming framing = BodyFraming::kLength;
  std::string_view date;  // IMF-fixdate
};

// Status line, header fields and the empty line. Framing fields of the handler are replaced by our
// own; line ends inside a field become spaces.
[[nodiscard]] std::string render_head(const Response& response, const HeadOptions& options);

// True when a status never has a body (1xx, 204, 304).
[[nodiscard]] bool bodiless(int status);

// "Fri, 20 Nov 2026 22:45:38 GMT" of seconds since 1970.
[[nodiscard]] std::string http_date(int64_t epoch_seconds);

// The default of ServerOptions::render_failure.
[[nodiscard]] Response render_plain_failure(const HttpFailure& failure);

}  // namespace tl::net
