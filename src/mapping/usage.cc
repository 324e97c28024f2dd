#include "mapping/usage.h"

#include <algorithm>

#include "mapping/stage_map.h"

namespace tl::mapping {
namespace {

// Newest first; equal instants by key, so that the answer does not depend on chunks.
bool is_newer(const std::pair<int64_t, std::string_view>& a,
              const std::pair<int64_t, std::string_view>& b) {
  return a.first != b.first ? a.first > b.first : a.second < b.second;
}

void note_example(TypeUsage& usage, int64_t updated, std::string_view key, size_t kept) {
  auto& examples = usage.examples;
  const std::pair<int64_t, std::string_view> fresh{updated, key};
  if (examples.size() == kept && (kept == 0 || !is_newer(fresh, examples.back()))) return;
  const auto place = std::find_if(examples.begin(), examples.end(),
                                  [&](const auto& one) { return is_newer(fresh, one); });
  examples.emplace(place, updated, std::string(key));
  if (examples.size() > kept) examples.pop_back();
}

}  // namespace

void TypeUsage::add(const TypeUsage& other, size_t examples_kept) {
  issues += other.issues;
  for (const auto& [updated, key] : other.examples)
    note_example(*this, updated, key, examples_kept);
}

Usage count_usage(const lens::LensVersion& version, InstanceId instance, size_t examples_kept) {
  Usage usage;
  usage.statuses.resize(version.dictionary().field(lens::LensField::kStatus).size());
  for (const lens::Part& part : version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if (chunk.ref(row).instance != instance || !part.live(row)) continue;
      if ((chunk.flags[row] & lens::kRowDeleted) != 0) continue;
      ++usage.statuses[chunk.status[row]];
      TypeUsage& of_type = usage.types[TypeMap::pair_of(chunk.type[row], chunk.project[row])];
      ++of_type.issues;
      note_example(of_type, chunk.updated[row], chunk.key.at(row), examples_kept);
    }
  }
  return usage;
}

}  // namespace tl::mapping
