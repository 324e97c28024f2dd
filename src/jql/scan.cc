#include "jql/scan.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <exception>
#include <thread>

#include "jql/plan.h"

namespace tl::jql {
namespace {

using lens::Chunk;

struct Task {
  uint32_t part = 0;
  uint32_t block = 0;  // first row
  uint32_t first = 0;  // of the rows that are asked about
  uint32_t end = 0;
};

uint32_t first_of(const Chunk& chunk, int64_t instance) {
  uint32_t low = 0;
  uint32_t high = chunk.rows();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (chunk.instance[middle] < instance)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::vector<Task> tasks_of(std::span<const InstanceRows> rows) {
  std::vector<Task> tasks;
  for (const InstanceRows& range : rows) {
    for (uint32_t block = range.first / kBlockRows * kBlockRows; block < range.end;
         block += kBlockRows)
      tasks.push_back({range.part, block, std::max(block, range.first),
                       std::min(block + kBlockRows, range.end)});
  }
  return tasks;
}

int64_t count_bits(const Bits& bits, uint32_t words) {
  int64_t count = 0;
  for (uint32_t i = 0; i < words; ++i) count += std::popcount(bits[i]);
  return count;
}

// What one thread counts.
struct Tally {
  int64_t issues = 0, matched = 0, undecided = 0;
  std::vector<int64_t> clauses;
};

class Run {
 public:
  Run(const lens::LensVersion& version, const BoundQuery& query, RowsOfParts* matched)
      : version_(version),
        query_(query),
        matched_(matched),
        plan_(query, version),
        rows_(rows_of_instance(version, query.instance)),
        tasks_(tasks_of(rows_)) {}

  InstanceCount run() {
    uint64_t rows = 0;
    for (const InstanceRows& range : rows_) rows += range.end - range.first;
    const bool two = rows >= kRowsForTwoThreads && std::thread::hardware_concurrency() > 1;
    twice(two && rows_.size() > 1, [this](Tally&) { prepare(); });
    twice(two, [this](Tally& tally) { work(tally); });
    return sum();
  }

 private:
  // Calls it in this thread and, if `two`, in another one at the same time.
  template <typename Work>
  void twice(bool two, Work work) {
    next_ = 0;
    if (!two) return work(tallies_[0]);
    std::exception_ptr thrown;
    std::thread other([&] {
      try {
        work(tallies_[1]);
      } catch (...) {
        thrown = std::current_exception();
      }
    });
    try {
      work(tallies_[0]);
    } catch (...) {
      next_ = SIZE_MAX / 2;  // the other one ends soon
      other.join();
      throw;
    }
    other.join();
    if (thrown) std::rethrow_exception(thrown);
  }

  void prepare() {
    for (size_t i = next_++; i < rows_.size(); i = next_++) plan_.prepare(rows_[i].part);
  }

  void work(Tally& tally) {
    tally.clauses.resize(plan_.clauses().size());
    LensRow row(version_);
    for (size_t i = next_++; i < tasks_.size(); i = next_++) answer(tasks_[i], row, tally);
  }

  void answer(const Task& task, LensRow& row, Tally& tally) {
    const lens::Part& part = version_.parts()[task.part];
    const uint32_t words = (task.end - task.block + 63) / 64;
    const Block block{*part.chunk, task.part, task.block, words, row};
    Bits active = {};
    mark_active(part, task, words, active);
    Answer answer = {};
    plan_.scan(block, active, answer);
    tally.issues += count_bits(active, words);
    tally.matched += count_bits(answer.yes, words);
    if (matched_ != nullptr) keep(task, answer.yes, words);
    Bits open;
    uint64_t any = 0;
    for (uint32_t i = 0; i < words; ++i) any |= open[i] = answer.can[i] & ~answer.yes[i];
    if (any != 0) note_undecided(block, open, tally);
  }

  // Live, not deleted, of the instance.
  static void mark_active(const lens::Part& part, const Task& task, uint32_t words, Bits& active) {
    const Chunk& chunk = *part.chunk;
    for (uint32_t word = 0; word < words; ++word) {
      const uint32_t row = task.block + word * 64;
      const uint32_t from = std::max(row, task.first) - row;
      const uint32_t to = std::min(row + 64, task.end) - row;
      active[word] = 0;
      if (from >= to) continue;
      uint64_t bits = (to == 64 ? ~uint64_t{0} : (uint64_t{1} << to) - 1) >> from << from;
      if (part.replaced) bits &= ~(*part.replaced)[row >> 6];
      for (uint32_t i = from; i < to; ++i) {
        if ((chunk.flags[row + i] & lens::kRowDeleted) != 0) bits &= ~(uint64_t{1} << i);
      }
      active[word] = bits;
    }
  }

  // Blocks of two instances may meet in a word; the other one's bits are left alone. Parts of one
  // instance are one range, so no two threads write a word.
  void keep(const Task& task, const Bits& yes, uint32_t words) {
    lens::RowSet& rows = matched_->parts[task.part];
    for (uint32_t i = 0; i < words; ++i) rows[task.block / 64 + i] |= yes[i];
  }

  void note_undecided(const Block& block, const Bits& open, Tally& tally) {
    tally.undecided += count_bits(open, block.words);
    Answer one = {};
    for (size_t i = 0; i < plan_.clauses().size(); ++i) {
      Bits of_clause = {};
      for (const Leaf* leaf : plan_.clauses()[i].leaves) {
        leaf->scan(block, open, one);
        for (uint32_t word = 0; word < block.words; ++word)
          of_clause[word] |= one.can[word] & ~one.yes[word];
      }
      tally.clauses[i] += count_bits(of_clause, block.words);
    }
  }

  InstanceCount sum() const {
    InstanceCount count;
    count.instance = query_.instance;
    for (const Tally& tally : tallies_) {
      count.issues += tally.issues;
      count.matched += tally.matched;
      count.undecided += tally.undecided;
    }
    for (size_t i = 0; i < plan_.clauses().size(); ++i) {
      int64_t issues = 0;
      for (const Tally& tally : tallies_) issues += i < tally.clauses.size() ? tally.clauses[i] : 0;
      const Plan::Clause& clause = plan_.clauses()[i];
      if (issues > 0) count.clauses.push_back({clause.span, clause.why, issues});
    }
    return count;
  }

  const lens::LensVersion& version_;
  const BoundQuery& query_;
  RowsOfParts* matched_;
  Plan plan_;
  std::vector<InstanceRows> rows_;
  std::vector<Task> tasks_;
  std::atomic<size_t> next_ = 0;
  std::array<Tally, 2> tallies_;
};

}  // namespace

std::vector<InstanceRows> rows_of_instance(const lens::LensVersion& version, InstanceId instance) {
  std::vector<InstanceRows> found;
  for (uint32_t i = 0; i < version.parts().size(); ++i) {
    const Chunk& chunk = *version.parts()[i].chunk;
    const InstanceRows rows{i, first_of(chunk, instance.value),
                            first_of(chunk, instance.value + 1)};
    if (rows.first < rows.end) found.push_back(rows);
  }
  return found;
}

InstanceCount run_query(const lens::LensVersion& version, const BoundQuery& query,
                        RowsOfParts* matched) {
  return Run(version, query, matched).run();
}

}  // namespace tl::jql
