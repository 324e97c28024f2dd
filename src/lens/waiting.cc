#include "lens/waiting.h"

#include <algorithm>
#include <set>

#include "lens/row_maker.h"

namespace tl::lens {
namespace {

// Codes of $waits fields and of the keys that are there now.
struct Arrived {
  std::set<Code> fields;
  std::set<Code> keys;
};

Arrived find_arrived(const LensVersion& version, const std::vector<IssueRow>& rows) {
  Arrived arrived;
  const FieldDictionary& issues = version.dictionary().field(LensField::kIssue);
  const FieldDictionary& fields = version.dictionary().field(LensField::kField);
  for (const IssueRow& row : rows) {
    const Code field = fields.find(row.ref.instance, kWaitsField);
    if (field == kNoCode) continue;
    const Code key = issues.find(row.ref.instance, id_of_key(row.key));
    if (key == kNoCode) continue;
    arrived.fields.insert(field);
    arrived.keys.insert(key);
  }
  return arrived;
}

void find_waiting(const Part& part, const Arrived& arrived, std::vector<IssueRef>& into) {
  const Chunk& chunk = *part.chunk;
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    if (!part.live(row)) continue;
    const Range values = chunk.values(row);
    for (uint32_t i = values.begin; i < values.end; ++i) {
      if (arrived.fields.contains(chunk.value.field[i]) &&
          arrived.keys.contains(static_cast<Code>(chunk.value.value[i])))
        into.push_back(chunk.ref(row));
    }
  }
}

void find_naming(const Part& part, const std::set<IssueRef>& gone, std::vector<IssueRef>& into) {
  const Chunk& chunk = *part.chunk;
  const auto is_gone = [&](uint32_t row, int64_t issue) {
    return issue != 0 && gone.contains({InstanceId(chunk.instance[row]), IssueId(issue)});
  };
  for (uint32_t row = 0; row < chunk.rows(); ++row) {
    if (!part.live(row)) continue;
    bool names = is_gone(row, chunk.parent[row]);
    const Range links = chunk.links(row);
    for (uint32_t i = links.begin; i < links.end && !names; ++i)
      names = is_gone(row, chunk.link.other[i]);
    if (names) into.push_back(chunk.ref(row));
  }
}

// Those of `changed` that are no longer stored and were.
std::set<IssueRef> find_gone(const LensVersion& version, const std::vector<IssueRef>& changed,
                             const std::vector<IssueRow>& rows) {
  std::set<IssueRef> gone;
  auto row = rows.begin();
  for (const IssueRef& ref : changed) {
    while (row != rows.end() && row->ref < ref) ++row;
    if ((row == rows.end() || row->ref != ref) && version.find(ref)) gone.insert(ref);
  }
  return gone;
}

}  // namespace

std::vector<IssueRef> find_concerned(const LensVersion& version,
                                     const std::vector<IssueRef>& changed,
                                     const std::vector<IssueRow>& rows) {
  const Arrived arrived = find_arrived(version, rows);
  const std::set<IssueRef> gone = find_gone(version, changed, rows);
  std::vector<IssueRef> found;
  for (const Part& part : version.parts()) {
    if (!arrived.keys.empty()) find_waiting(part, arrived, found);
    if (!gone.empty()) find_naming(part, gone, found);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace tl::lens
