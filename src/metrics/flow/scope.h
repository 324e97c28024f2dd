// The scope of a question: which rows its filters let through, by code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lens/version.h"
#include "metrics/flow/cycle_time.h"

namespace tl::metrics::flow {

class Scope {
 public:
  // `stages` must outlive the scope.
  Scope(const lens::Dictionary& dictionary, const StageMap& stages, const CycleTimeQuery& query);

  [[nodiscard]] bool holds(const lens::Chunk& chunk, uint32_t row) const {
    const uint8_t type = types_[chunk.type[row]];
    if (type == kNo || projects_[chunk.project[row]] == 0) return false;
    return type == kYes || is_wanted(stages_.types().category(chunk.type[row], chunk.project[row]));
  }
  // What of the filters is not known here, for people.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  enum : uint8_t { kNo, kYes, kByProject };

  [[nodiscard]] bool is_wanted(Category category) const {
    return (categories_ >> static_cast<unsigned>(category) & 1) != 0;
  }
  void allow_categories(const CycleTimeQuery& query);
  void allow_projects(const lens::FieldDictionary& known, const CycleTimeQuery& query);
  void allow_types(const lens::FieldDictionary& known, const CycleTimeQuery& query);
  const StageMap& stages_;
  unsigned categories_ = 0;                // a bit each
  std::vector<uint8_t> projects_, types_;  // by code
  std::vector<std::string> notes_;
};

}  // namespace tl::metrics::flow
