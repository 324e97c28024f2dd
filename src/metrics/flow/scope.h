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
  Scope(const lens::Dictionary& dictionary, const CycleTimeQuery& query);

  [[nodiscard]] bool holds(const lens::Chunk& chunk, uint32_t row) const {
    return types_[chunk.type[row]] != 0 && projects_[chunk.project[row]] != 0;
  }
  // What of the filters is not known here, for people.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  void allow_projects(const lens::FieldDictionary& known, const CycleTimeQuery& query);
  void allow_types(const lens::FieldDictionary& known, const CycleTimeQuery& query);
  std::vector<uint8_t> projects_, types_;  // by code
  std::vector<std::string> notes_;
};

}  // namespace tl::metrics::flow
