// Bytes read but not yet understood: a buffer that grows to a limit and gives memory back.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tl::net {

class ReadBuffer {
 public:
  static constexpr size_t kSmall = 8u << 10;
  static constexpr size_t kLarge = 32u << 10;

  [[nodiscard]] std::string_view data() const { return {bytes_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  void consume(size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  // Room to read into: at least kSmall / 2 bytes, at most what fits the buffer.
  struct Room {
    char* data;
    size_t size;
  };
  [[nodiscard]] Room room(bool large);
  void commit(size_t count) { end_ += count; }
  // Frees the memory of a large buffer that is empty.
  void shrink();

 private:
  std::vector<char> bytes_;
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace tl::net
