// Which issues a query finds, for one answer: a filter of a question (Filter::query).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "jql/bound.h"
#include "lens/version.h"

namespace tl::measure {

// Immutable; of one version of a lens.
class QueryRows {
 public:
  // `queries`: of that version, each of another instance; issues of other instances are not let
  // through. `names`: of the instances, for notes; may miss some.
  [[nodiscard]] static std::shared_ptr<const QueryRows> select(
      const lens::LensVersion& version, std::span<const jql::BoundQuery> queries,
      const std::map<InstanceId, std::string>& names = {});

  [[nodiscard]] bool holds(const lens::Chunk& chunk, uint32_t row) const {
    const lens::RowSet* rows = find(chunk.serial);
    return rows != nullptr && lens::has_row(*rows, row);
  }
  // For people: issues that cannot be decided here and are left out, by clause.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  [[nodiscard]] const lens::RowSet* find(uint64_t serial) const;

  struct OfChunk {
    uint64_t serial = 0;
    lens::RowSet rows;
  };
  std::vector<OfChunk> chunks_;  // by serial
  std::vector<std::string> notes_;
};

}  // namespace tl::measure
