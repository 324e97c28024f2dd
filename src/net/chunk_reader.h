// Joins a chunked body (RFC 9112, 7.1). Our own, strict and small: Beast 1.81 asserts on a last
// chunk that arrives in pieces, and limits neither extensions nor trailers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tl::net {

class ChunkReader {
 public:
  enum class State { kMore, kDone, kBad, kTooLarge };

  static constexpr size_t kMaxLineBytes = 256;          // size and extensions of one chunk
  static constexpr size_t kMaxTrailerBytes = 8u << 10;  // all trailers; they are dropped

  // Appends what is data to `body`, which may grow to `max_body` bytes. Returns how many bytes were
  // consumed: all, unless the body ended or was refused.
  size_t feed(std::string_view bytes, std::string& body, size_t max_body);
  [[nodiscard]] State state() const { return state_; }

 private:
  enum class Step { kSize, kExtension, kSizeEnd, kData, kDataCr, kDataLf, kTrailer, kTrailerLf };

  size_t take_data(std::string_view bytes, std::string& body);
  void take_byte(char c, size_t room);
  void take_size_byte(char c);
  void end_size_line(char c, size_t room);
  void take_trailer_byte(char c);
  void expect(char c, char wanted, Step next);

  State state_ = State::kMore;
  Step step_ = Step::kSize;
  size_t left_ = 0;         // of the chunk
  size_t digits_ = 0;       // of its size
  size_t line_bytes_ = 0;   // of the size line, or of all trailers
  bool empty_line_ = true;  // of the trailers: nothing since the last line end
};

}  // namespace tl::net
