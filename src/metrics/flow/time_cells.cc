#include "metrics/flow/time_cells.h"

#include <bit>
#include <limits>

namespace tl::metrics::flow {
namespace {

using measure::StatusSeconds;

constexpr std::array<int, 2> kPercents = {50, 85};
constexpr size_t kMaxCounts = size_t{1} << 17;  // stay near the processor

// Seconds in bins that are narrow in proportion to them.
class Bins {
 public:
  explicit Bins(int bits) : bits_(bits) {}
  [[nodiscard]] size_t of(uint32_t value) const {
    const uint64_t from_one = uint64_t{value} + one();
    const int shift = static_cast<int>(std::bit_width(from_one)) - 1 - bits_;
    return (static_cast<size_t>(shift) << bits_) + (from_one >> shift) - one();
  }
  [[nodiscard]] uint64_t begin(size_t bin) const {
    return (((bin & (one() - 1)) + one()) << (bin >> bits_)) - one();
  }
  [[nodiscard]] size_t count() const { return of(std::numeric_limits<uint32_t>::max()) + 1; }

 private:
  [[nodiscard]] uint64_t one() const { return uint64_t{1} << bits_; }
  int bits_;
};

Bins decide_bins(size_t places) {
  int bits = 7;
  while (bits > 2 && Bins(bits).count() * places > kMaxCounts) --bits;
  return Bins(bits);
}

// Seconds of some rows of one block in one row of the answer.
struct Source {
  std::span<const uint16_t> rows;
  std::span<const uint32_t> seconds;
  const uint16_t* places = nullptr;  // by row of the block; 0: not counted
  bool sorted = true;                // by seconds
};

// A value that is looked for: of the values at `place` (0: at all places) the one of a rank.
struct Target {
  size_t place = 0;
  size_t percent = 0;  // index of kPercents
  size_t bin = 0;
  uint64_t rank = 0;  // among those of the bin, from 0
};

// Counts one row of the answer after the other: bins first, then the few values that percentiles
// lie among are put in order.
class RowCounter {
 public:
  explicit RowCounter(size_t periods)
      : places_(periods + 1), bins_(decide_bins(places_)), counts_(bins_.count() * places_) {}

  void fill(TimeRow& row, const std::vector<Source>& sources) {
    std::fill(counts_.begin(), counts_.end(), 0);
    row.total_seconds = count(sources);
    const std::vector<uint64_t> sizes = sum_up();
    find_targets(sizes);
    collect(sources);
    row.n = sizes[0];
    row.cells.resize(places_ - 1);
    for (size_t i = 0; i + 1 < places_; ++i) row.cells[i].n = sizes[i + 1];
    for (const Target& target : targets_) {
      const auto [p50, p85] = values_of(row, target.place);
      (target.percent == 0 ? p50 : p85) = select(target);
    }
  }

 private:
  using Pair = std::pair<std::optional<int64_t>&, std::optional<int64_t>&>;
  static Pair values_of(TimeRow& row, size_t place) {
    if (place == 0) return {row.p50, row.p85};
    return {row.cells[place - 1].p50, row.cells[place - 1].p85};
  }

  int64_t count(const std::vector<Source>& sources) {
    uint64_t total = 0;
    for (const Source& source : sources) {
      for (size_t i = 0; i < source.rows.size(); ++i) {
        const uint16_t place = source.places[source.rows[i]];
        const uint32_t seconds = source.seconds[i];
        ++counts_[bins_.of(seconds) * places_ + place];  // those not counted too: no branch
        total += place != 0 ? seconds : 0;
      }
    }
    return static_cast<int64_t>(total);
  }

  // How many values there are at each place; at 0 those of all others.
  [[nodiscard]] std::vector<uint64_t> sum_up() {
    std::vector<uint64_t> sizes(places_);
    for (size_t begin = 0; begin < counts_.size(); begin += places_) {
      uint32_t all = 0;
      for (size_t place = 1; place < places_; ++place) {
        sizes[place] += counts_[begin + place];
        all += counts_[begin + place];
      }
      counts_[begin] = all;
      sizes[0] += all;
    }
    return sizes;
  }

  void find_targets(const std::vector<uint64_t>& sizes) {
    constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();
    targets_.clear();
    std::vector<std::array<uint64_t, kPercents.size()>> ranks(places_);
    for (size_t place = 0; place < places_; ++place) {
      for (size_t i = 0; i < kPercents.size(); ++i)
        ranks[place][i] = rank_of(sizes[place], kPercents[i]).value_or(kNever);
    }
    std::vector<uint64_t> before(places_);
    for (size_t bin = 0; bin < bins_.count(); ++bin) {
      const uint32_t* counts = &counts_[bin * places_];
      if (counts[0] == 0) continue;
      for (size_t place = 0; place < places_; ++place) {
        for (size_t i = 0; i < kPercents.size(); ++i) {
          const uint64_t rank = ranks[place][i];
          if (rank >= before[place] && rank - before[place] < counts[place])
            targets_.push_back({place, i, bin, rank - before[place]});
        }
        before[place] += counts[place];
      }
    }
  }

  // From here on counts_ of a bin with targets hold which list takes the values of a place.
  void collect(const std::vector<Source>& sources) {
    lists_.assign(1, {});  // 0: none
    wanted_.clear();
    is_wanted_.assign(bins_.count(), 0);
    for (const Target& target : targets_) {
      uint32_t* lists = &counts_[target.bin * places_];
      if (is_wanted_[target.bin] == 0) {
        is_wanted_[target.bin] = 1;
        wanted_.push_back(target.bin);
        std::fill(lists, lists + places_, 0);
      }
      if (lists[target.place] != 0) continue;
      lists[target.place] = static_cast<uint32_t>(lists_.size());
      lists_.emplace_back();
    }
    for (const Source& source : sources) source.sorted ? take_slices(source) : take_all(source);
  }

  void take_slices(const Source& source) {
    auto from = source.seconds.begin();
    for (const size_t bin : wanted_) {  // ascending
      from = std::lower_bound(from, source.seconds.end(), bins_.begin(bin));
      const auto to = std::lower_bound(from, source.seconds.end(), bins_.begin(bin + 1));
      const auto end = static_cast<size_t>(to - source.seconds.begin());
      for (auto i = static_cast<size_t>(from - source.seconds.begin()); i < end; ++i)
        take(bin, source.places[source.rows[i]], source.seconds[i]);
      from = to;
    }
  }

  void take_all(const Source& source) {
    for (size_t i = 0; i < source.rows.size(); ++i) {
      const size_t bin = bins_.of(source.seconds[i]);
      if (is_wanted_[bin] != 0) take(bin, source.places[source.rows[i]], source.seconds[i]);
    }
  }

  void take(size_t bin, uint16_t place, uint32_t seconds) {
    if (place == 0) return;
    const uint32_t* lists = &counts_[bin * places_];
    if (lists[0] != 0) lists_[lists[0]].push_back(seconds);
    if (lists[place] != 0) lists_[lists[place]].push_back(seconds);
  }

  int64_t select(const Target& target) {
    std::vector<uint32_t>& list = lists_[counts_[target.bin * places_ + target.place]];
    const auto wanted = list.begin() + static_cast<std::ptrdiff_t>(target.rank);
    std::nth_element(list.begin(), wanted, list.end());
    return *wanted;
  }

  size_t places_;
  Bins bins_;
  std::vector<uint32_t> counts_;  // by bin and place
  std::vector<Target> targets_;   // by bin
  std::vector<size_t> wanted_;    // bins of the targets, ascending
  std::vector<uint8_t> is_wanted_;
  std::vector<std::vector<uint32_t>> lists_;
};

// Lists of one block that are one row of the answer: an issue that was in two of their statuses
// counts once, with the sum.
class Merger {
 public:
  Source merge(std::span<const StatusSeconds::List> lists, const uint16_t* places) {
    sums_.resize(StatusSeconds::kBlockRows);
    been_.assign(StatusSeconds::kBlockRows / 64, 0);
    for (const StatusSeconds::List& list : lists) {
      for (size_t i = 0; i < list.rows.size(); ++i) {
        const uint16_t row = list.rows[i];
        sums_[row] += list.seconds[i];
        been_[row >> 6] |= uint64_t{1} << (row & 63);
      }
    }
    auto& [rows, seconds] = made_.emplace_back();
    for (size_t word = 0; word < been_.size(); ++word) {
      for (uint64_t bits = been_[word]; bits != 0; bits &= bits - 1) {
        const size_t row = word * 64 + static_cast<size_t>(std::countr_zero(bits));
        if (places[row] != 0) {
          rows.push_back(static_cast<uint16_t>(row));
          seconds.push_back(sums_[row]);
        }
        sums_[row] = 0;
      }
    }
    return {rows, seconds, places, false};
  }
  void forget() { made_.clear(); }

 private:
  std::vector<uint32_t> sums_;
  std::vector<uint64_t> been_;
  std::vector<std::pair<std::vector<uint16_t>, std::vector<uint32_t>>> made_;
};

struct Piece {
  const uint16_t* places = nullptr;  // of the block; tells blocks apart
  StatusSeconds::List list;
};

std::vector<Source> sources_of(const std::vector<Piece>& pieces, Merger& merger) {
  std::vector<Source> sources;
  std::vector<StatusSeconds::List> lists;
  for (size_t i = 0; i < pieces.size();) {
    lists.clear();
    const uint16_t* places = pieces[i].places;
    for (; i < pieces.size() && pieces[i].places == places; ++i) lists.push_back(pieces[i].list);
    if (lists.size() == 1)
      sources.push_back({lists[0].rows, lists[0].seconds, places, true});
    else
      sources.push_back(merger.merge(lists, places));
  }
  return sources;
}

}  // namespace

TimeCells::TimeCells(const Facts& facts, size_t periods) : facts_(facts), periods_(periods) {
  for (const lens::Part& part : facts.version.parts())
    parts_.push_back({measure::status_seconds(*part.chunk), {}});
}

bool TimeCells::is_exact() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const PartCells& part) { return part.seconds->is_exact(); });
}

void TimeCells::add(const Ended& issue, size_t period) {
  PartCells& part = parts_[issue.part];
  if (part.places.empty()) part.places.resize(facts_.version.parts()[issue.part].chunk->rows());
  part.places[issue.row] = static_cast<uint16_t>(period + 1);
}

void TimeCells::fill(StatusRows& rows) const {
  std::vector<std::vector<Piece>> pieces(rows.rows.size());
  for (const PartCells& part : parts_) {
    if (part.places.empty()) continue;
    part.seconds->each_list([&](const StatusSeconds::List& list) {
      const uint32_t row = list.status < rows.row_of.size() ? rows.row_of[list.status] : kNoRow;
      if (row == kNoRow) return;
      pieces[row].push_back(
          {part.places.data() + size_t{list.block} * StatusSeconds::kBlockRows, list});
    });
  }
  RowCounter counter(periods_);
  Merger merger;
  for (size_t i = 0; i < pieces.size(); ++i) {
    counter.fill(rows.rows[i], sources_of(pieces[i], merger));
    merger.forget();
  }
}

}  // namespace tl::metrics::flow
