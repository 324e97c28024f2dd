#include "net/chunk_reader.h"

#include <algorithm>

namespace tl::net {
namespace {

constexpr size_t kMaxSizeDigits = 15;  // fits 64 bits with room

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

size_t ChunkReader::feed(std::string_view bytes, std::string& body, size_t max_body) {
  size_t at = 0;
  while (state_ == State::kMore && at < bytes.size()) {
    if (step_ == Step::kData) {
      at += take_data(bytes.substr(at), body);
    } else {
      take_byte(bytes[at], max_body - body.size());
      ++at;
    }
  }
  return at;
}

size_t ChunkReader::take_data(std::string_view bytes, std::string& body) {
  const size_t count = std::min(left_, bytes.size());
  body.append(bytes.data(), count);
  left_ -= count;
  if (left_ == 0) step_ = Step::kDataCr;
  return count;
}

void ChunkReader::take_byte(char c, size_t room) {
  switch (step_) {
    case Step::kSize:
    case Step::kExtension:
      return take_size_byte(c);
    case Step::kSizeEnd:
      return end_size_line(c, room);
    case Step::kDataCr:
      return expect(c, '\r', Step::kDataLf);
    case Step::kDataLf:
      return expect(c, '\n', Step::kSize);
    case Step::kTrailer:
    case Step::kTrailerLf:
      return take_trailer_byte(c);
    case Step::kData:
      return;
  }
}

void ChunkReader::take_size_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (++line_bytes_ > kMaxLineBytes) {
    state_ = State::kBad;
  } else if (c == '\r' && digits_ > 0) {
    step_ = Step::kSizeEnd;
  } else if (step_ == Step::kExtension) {
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) state_ = State::kBad;
  } else if (c == ';' && digits_ > 0) {
    step_ = Step::kExtension;
  } else if (hex_digit(c) < 0 || ++digits_ > kMaxSizeDigits) {
    state_ = State::kBad;
  } else {
    left_ = left_ * 16 + static_cast<size_t>(hex_digit(c));
  }
}

void ChunkReader::end_size_line(char c, size_t room) {
  expect(c, '\n', left_ == 0 ? Step::kTrailer : Step::kData);
  digits_ = 0;
  line_bytes_ = 0;
  if (state_ == State::kMore && left_ > room) state_ = State::kTooLarge;
}

void ChunkReader::take_trailer_byte(char c) {
  if (++line_bytes_ > kMaxTrailerBytes) {
    state_ = State::kBad;
  } else if (step_ == Step::kTrailerLf) {
    expect(c, '\n', Step::kTrailer);
    if (state_ == State::kMore && empty_line_) state_ = State::kDone;
    empty_line_ = true;
  } else if (c == '\r') {
    step_ = Step::kTrailerLf;
  } else if (c == '\n') {
    state_ = State::kBad;
  } else {
    empty_line_ = false;
  }
}

void ChunkReader::expect(char c, char wanted, Step next) {
  if (c == wanted) {
    step_ = next;
  } else {
    state_ = State::kBad;
  }
}

}  // namespace tl::net
