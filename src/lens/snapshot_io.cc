#include "lens/snapshot_io.h"

#include <algorithm>

#include "lens/snapshot.h"

namespace tl::lens {

void SnapshotWriter::flush() {
  if (block_.empty()) return;
  sum_.add(block_);
  if (ok_) ok_ = write_(block_);
  block_.clear();
}

void SnapshotWriter::bytes(std::string_view data) {
  while (!data.empty()) {
    const size_t part = std::min(data.size(), kSnapshotBlock - block_.size());
    block_ += data.substr(0, part);
    data.remove_prefix(part);
    if (block_.size() == kSnapshotBlock) flush();
  }
}

bool SnapshotWriter::finish() {
  flush();
  const uint64_t sum = sum_.value();
  return ok_ && write_({reinterpret_cast<const char*>(&sum), sizeof(sum)});
}

void SnapshotReader::fail(std::string_view reason) {
  if (reason_.empty()) reason_ = reason;
}

// The last block ends where the checksum begins.
bool SnapshotReader::fill() {
  if (left_ <= sizeof(uint64_t)) return false;
  block_.resize(std::min<uint64_t>(kSnapshotBlock, left_ - sizeof(uint64_t)));
  at_ = 0;
  if (read_(block_.data(), block_.size()) != block_.size()) return false;
  left_ -= block_.size();
  sum_.add(block_);
  return true;
}

void SnapshotReader::bytes(char* into, size_t size) {
  while (size > 0 && ok()) {
    if (at_ == block_.size() && !fill()) {
      block_.clear();
      at_ = 0;
      fail("it is cut off");
      break;
    }
    const size_t part = std::min(size, block_.size() - at_);
    std::memcpy(into, block_.data() + at_, part);
    at_ += part;
    into += part;
    size -= part;
  }
  if (size > 0) std::memset(into, 0, size);
}

uint64_t SnapshotReader::sized(size_t unit) {
  const auto size = number<uint64_t>();
  const uint64_t there = left_ + (block_.size() - at_);
  if (size > there || size % unit != 0) fail("a length is out of range");
  return ok() ? size : 0;
}

void SnapshotReader::text(std::string& into) {
  into.resize(sized(1));
  bytes(into.data(), into.size());
}

bool SnapshotReader::finish() {
  if (!ok()) return false;
  if (at_ != block_.size() || left_ != sizeof(uint64_t)) {
    fail("something follows its end");
    return false;
  }
  uint64_t sum = 0;
  if (read_(reinterpret_cast<char*>(&sum), sizeof(sum)) != sizeof(sum) || sum != sum_.value())
    fail("its checksum does not fit");
  return ok();
}

}  // namespace tl::lens
