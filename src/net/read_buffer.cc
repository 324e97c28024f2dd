#include "net/read_buffer.h"

#include <algorithm>
#include <cstring>

namespace tl::net {

ReadBuffer::Room ReadBuffer::room(bool large) {
  if (begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  const size_t wanted = large ? kLarge : kSmall;
  if (bytes_.size() < wanted) bytes_.resize(wanted);
  if (bytes_.size() - end_ < kSmall / 2) bytes_.resize(bytes_.size() * 2);
  return {bytes_.data() + end_, bytes_.size() - end_};
}

void ReadBuffer::shrink() {
  if (empty() && bytes_.size() > kLarge) std::vector<char>().swap(bytes_);
}

}  // namespace tl::net
