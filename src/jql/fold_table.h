// Unicode data for fold.h, sorted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tl::jql {

// Every `stride`th character from first to last folds to itself plus `delta`.
struct FoldRun {
  uint32_t first, last;
  uint8_t stride;
  int32_t delta;
};
extern const FoldRun kFoldRuns[];
extern const size_t kFoldRunCount;

// Characters that words are made of: letters, marks, numbers.
struct WordRange {
  uint32_t first, last;
};
extern const WordRange kWordRanges[];
extern const size_t kWordRangeCount;

}  // namespace tl::jql
