// What rooms above derive of a chunk and want again, kept beside it: it lives as long as the chunk
// and counts as memory of the lens.
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

namespace tl::lens {

// Thread-safe. Chunks are immutable; this is the one thing about them that is not.
class Kept {
 public:
  class Thing {
   public:
    Thing() = default;
    virtual ~Thing() = default;
    Thing(const Thing&) = delete;
    Thing& operator=(const Thing&) = delete;
    [[nodiscard]] virtual size_t memory_bytes() const = 0;
  };

  // The kept thing of type T that `is_wanted` holds of; nullptr when there is none.
  template <typename T, typename IsWanted>
  [[nodiscard]] std::shared_ptr<const T> find(IsWanted is_wanted) {
    const std::lock_guard lock(mutex_);
    return find_locked<T>(is_wanted);
  }

  // Keeps what was just made. When another thread kept a wanted one meanwhile, gives that one. Of
  // more than `most` things of the type the one not found for longest goes.
  template <typename T, typename IsWanted>
  std::shared_ptr<const T> keep(std::shared_ptr<const T> made, IsWanted is_wanted, size_t most) {
    const std::lock_guard lock(mutex_);
    if (auto known = find_locked<T>(is_wanted)) return known;
    things_.push_front(made);
    bytes_ += made->memory_bytes();
    size_t count = 0;
    for (auto it = things_.begin(); it != things_.end();) {
      const bool goes = dynamic_cast<const T*>(it->get()) != nullptr && ++count > most;
      if (goes) bytes_ -= (*it)->memory_bytes();
      it = goes ? things_.erase(it) : std::next(it);
    }
    return made;
  }

  [[nodiscard]] size_t memory_bytes() const { return bytes_; }

 private:
  template <typename T, typename IsWanted>
  std::shared_ptr<const T> find_locked(IsWanted is_wanted) {
    for (auto it = things_.begin(); it != things_.end(); ++it) {
      auto thing = std::dynamic_pointer_cast<const T>(*it);
      if (thing == nullptr || !is_wanted(*thing)) continue;
      things_.splice(things_.begin(), things_, it);
      return thing;
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::list<std::shared_ptr<const Thing>> things_;  // the most recently used first
  std::atomic<size_t> bytes_ = 0;
};

}  // namespace tl::lens
