// Bytes to and from a snapshot, block by block, with the checksum of all of them. Used by
// snapshot*.cc alone.
#pragma once

#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lens/checksum.h"

namespace tl::lens {

class SnapshotWriter {
 public:
  using Write = std::function<bool(std::string_view)>;
  explicit SnapshotWriter(Write write) : write_(std::move(write)) {}

  void bytes(std::string_view data);
  template <typename T>
    requires std::is_arithmetic_v<T>
  void number(T value) {
    bytes({reinterpret_cast<const char*>(&value), sizeof(value)});
  }
  void text(std::string_view value) {
    number(static_cast<uint64_t>(value.size()));
    bytes(value);
  }
  template <typename T>
  void numbers(std::span<const T> values) {
    text({reinterpret_cast<const char*>(values.data()), values.size_bytes()});
  }
  // Ends with the checksum. False when something was not written.
  [[nodiscard]] bool finish();

 private:
  void flush();
  Write write_;
  std::string block_;
  Checksum sum_;
  bool ok_ = true;
};

// After the first thing that cannot be read all reading gives zeros and empty texts.
class SnapshotReader {
 public:
  // Fills the buffer; fewer bytes only at the end.
  using Read = std::function<size_t(char* into, size_t size)>;
  // `size`: of all bytes that there are; no text can be longer.
  SnapshotReader(Read read, uint64_t size) : read_(std::move(read)), left_(size) {}

  void bytes(char* into, size_t size);
  template <typename T>
    requires std::is_arithmetic_v<T>
  T number() {
    T value{};
    bytes(reinterpret_cast<char*>(&value), sizeof(value));
    return value;
  }
  void text(std::string& into);
  template <typename T>
  void numbers(std::vector<T>& into) {
    into.resize(sized(sizeof(T)) / sizeof(T));
    bytes(reinterpret_cast<char*>(into.data()), into.size() * sizeof(T));
  }
  [[nodiscard]] uint64_t left() const { return left_; }
  // The checksum fits and nothing follows it.
  [[nodiscard]] bool finish();

  void fail(std::string_view reason);
  [[nodiscard]] bool ok() const { return reason_.empty(); }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  // A length in bytes, a multiple of `unit`; 0 after a failure.
  uint64_t sized(size_t unit);
  bool fill();
  Read read_;
  uint64_t left_;
  std::string block_;
  size_t at_ = 0;
  Checksum sum_;
  std::string reason_;
};

}  // namespace tl::lens
