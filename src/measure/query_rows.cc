#include "measure/query_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "jql/search.h"

namespace tl::measure {
namespace {

constexpr size_t kMaxClausesNoted = 5;  // of one instance

void note_undecided(const jql::InstanceCount& count, const std::string& name,
                    std::vector<std::string>& notes) {
  if (count.undecided == 0) return;
  const std::string of = name.empty() ? "" : " of " + name;
  notes.push_back(fmt::format("{} {}{} cannot be decided by the query and {} left out",
                              count.undecided, count.undecided == 1 ? "issue" : "issues", of,
                              count.undecided == 1 ? "is" : "are"));
  for (size_t i = 0; i < std::min(count.clauses.size(), kMaxClausesNoted); ++i)
    notes.push_back(fmt::format("{}: {}", count.clauses[i].issues, count.clauses[i].why));
}

}  // namespace

std::shared_ptr<const QueryRows> QueryRows::select(const lens::LensVersion& version,
                                                   std::span<const jql::BoundQuery> queries,
                                                   const std::map<InstanceId, std::string>& names) {
  jql::Selection found = jql::select(version, queries);
  auto made = std::make_shared<QueryRows>();
  for (size_t part = 0; part < found.matched.parts.size(); ++part) {
    made->chunks_.push_back(
        {version.parts()[part].chunk->serial, std::move(found.matched.parts[part])});
  }
  std::sort(made->chunks_.begin(), made->chunks_.end(),
            [](const OfChunk& a, const OfChunk& b) { return a.serial < b.serial; });
  for (const jql::InstanceCount& count : found.instances) {
    const auto name = names.find(count.instance);
    note_undecided(count, name == names.end() ? "" : name->second, made->notes_);
  }
  return made;
}

const lens::RowSet* QueryRows::find(uint64_t serial) const {
  const auto found =
      std::lower_bound(chunks_.begin(), chunks_.end(), serial,
                       [](const OfChunk& one, uint64_t wanted) { return one.serial < wanted; });
  return found == chunks_.end() || found->serial != serial ? nullptr : &found->rows;
}

}  // namespace tl::measure
