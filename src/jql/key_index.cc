#include "jql/key_index.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace tl::jql {
namespace {

using lens::Chunk;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

uint32_t hash_of(std::string_view key) {
  uint32_t hash = 2166136261u;
  for (const char c : key) hash = (hash ^ static_cast<uint8_t>(upper(c))) * 16777619u;
  return hash;
}

bool same_key(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return upper(x) == upper(y); });
}

// Hash and row of every key, sorted.
struct KeyIndex final : lens::Kept::Thing {
  std::vector<uint64_t> entries;
  [[nodiscard]] size_t memory_bytes() const override {
    return entries.capacity() * sizeof(uint64_t);
  }
};

std::shared_ptr<const KeyIndex> index_of(const Chunk& chunk) {
  const auto any = [](const KeyIndex&) { return true; };
  if (auto known = chunk.kept.find<KeyIndex>(any)) return known;
  auto made = std::make_shared<KeyIndex>();
  made->entries.reserve(chunk.rows());
  for (uint32_t row = 0; row < chunk.rows(); ++row)
    made->entries.push_back(uint64_t{hash_of(chunk.key.at(row))} << 32 | row);
  std::sort(made->entries.begin(), made->entries.end());
  return chunk.kept.keep<KeyIndex>(std::move(made), any, 1);
}

}  // namespace

std::vector<lens::RowAddress> find_key(const lens::LensVersion& version, InstanceId instance,
                                       std::string_view key) {
  std::vector<lens::RowAddress> found;
  const uint64_t first = uint64_t{hash_of(key)} << 32;
  for (uint32_t i = 0; i < version.parts().size(); ++i) {
    const lens::Part& part = version.parts()[i];
    const Chunk& chunk = *part.chunk;
    const auto index = index_of(chunk);
    auto it = std::lower_bound(index->entries.begin(), index->entries.end(), first);
    for (; it != index->entries.end() && *it >> 32 == first >> 32; ++it) {
      const auto row = static_cast<uint32_t>(*it);
      if (chunk.instance[row] == instance.value && part.live(row) &&
          same_key(chunk.key.at(row), key))
        found.push_back({i, row});
    }
  }
  return found;
}

std::vector<lens::RowAddress> find_issue(const lens::LensVersion& version, InstanceId instance,
                                         std::string_view key_or_id) {
  const auto id = parse_int(key_or_id);
  if (!id) return find_key(version, instance, key_or_id);
  std::vector<lens::RowAddress> found;
  if (const auto row = version.find({instance, IssueId(*id)})) found.push_back(*row);
  return found;
}

}  // namespace tl::jql
