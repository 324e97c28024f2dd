#include "metrics/flow/jql_fields.h"

#include <algorithm>
#include <set>

#include "jql/text_query.h"
#include "mapping/jql_fields.h"
#include "metrics/flow/inner.h"

namespace tl::metrics::flow {
namespace {

using jql::ComputedValue;

// What is derived of each chunk, found by the chunk.
class ColumnsOfChunks {
 public:
  explicit ColumnsOfChunks(const Facts& facts) {
    for (const lens::Part& part : facts.version.parts())
      all_.emplace_back(part.chunk->serial, flow_columns(*part.chunk, facts.stages));
    std::sort(all_.begin(), all_.end());
  }
  // nullptr: the chunk is not of the version.
  [[nodiscard]] const FlowColumns* find(const lens::Chunk& chunk) const {
    const auto found =
        std::lower_bound(all_.begin(), all_.end(), chunk.serial,
                         [](const auto& one, uint64_t serial) { return one.first < serial; });
    return found == all_.end() || found->first != chunk.serial ? nullptr : found->second.get();
  }

 private:
  std::vector<std::pair<uint64_t, std::shared_ptr<const FlowColumns>>> all_;
};

ComputedValue seconds_of(int64_t from, int64_t to) {
  return static_cast<double>((to - from) / kMsPerSecond);
}

bool is_read(const lens::Chunk& chunk, uint32_t row) {
  return (chunk.flags[row] & lens::kRowHistoryComplete) != 0;
}

// Start, or creation, to finish.
class SpanColumn : public jql::ComputedColumn {
 public:
  SpanColumn(const Facts& facts, bool lead) : columns_(facts), lead_(lead) {}
  [[nodiscard]] ComputedValue value(const lens::Chunk& chunk, uint32_t row) const override {
    const FlowColumns* columns = columns_.find(chunk);
    if (columns == nullptr || columns->outcome(row) != Outcome::kFinished) return {};
    const int64_t from = lead_ ? chunk.created[row] : columns->start(row, StartRule::kFirst);
    const int64_t to = columns->end(row);
    if (!is_read(chunk, row) || from == lens::kNoInstant || to < from) return {};
    return seconds_of(from, to);
  }

 private:
  ColumnsOfChunks columns_;
  bool lead_;
};

class AgeColumn : public jql::ComputedColumn {
 public:
  AgeColumn(const Facts& facts, Instant now)
      : columns_(facts), stages_(facts.stages), now_(now.ms) {}
  [[nodiscard]] ComputedValue value(const lens::Chunk& chunk, uint32_t row) const override {
    if (stages_.zone(chunk.status[row]) != Zone::kStarted || !is_read(chunk, row)) return {};
    const FlowColumns* columns = columns_.find(chunk);
    if (columns == nullptr) return {};
    const int64_t start = columns->start(row, StartRule::kFirst);
    if (start == lens::kNoInstant) return {};
    return seconds_of(start, std::max(start, now_));
  }

 private:
  ColumnsOfChunks columns_;
  const StageMap& stages_;
  int64_t now_;
};

class StatusTimeColumn : public jql::ComputedColumn {
 public:
  // `wanted`: by code of the status.
  StatusTimeColumn(const Facts& facts, std::vector<uint8_t> wanted, Instant now)
      : stages_(facts.stages), wanted_(std::move(wanted)), now_(now.ms) {}
  [[nodiscard]] ComputedValue value(const lens::Chunk& chunk, uint32_t row) const override {
    if (!is_read(chunk, row)) return {};
    int64_t seconds = 0;
    bool was_there = false;
    const Track track(chunk, row, std::nullopt);
    track.each_stay([&](lens::Code status, int64_t from, int64_t to) {
      if (status >= wanted_.size() || wanted_[status] == 0) return;
      was_there = true;
      seconds += length_of(status, from, to);
    });
    if (!was_there) return {};
    return static_cast<double>(seconds);
  }

 private:
  [[nodiscard]] int64_t length_of(lens::Code status, int64_t from, int64_t to) const {
    if (to == kForever) {
      const Zone zone = stages_.zone(status);
      if (zone == Zone::kDone || zone == Zone::kCancelled) return 0;
      to = std::max(from, now_);
    }
    return (to - from) / kMsPerSecond;
  }
  const StageMap& stages_;
  std::vector<uint8_t> wanted_;
  int64_t now_;
};

// A duration without an argument.
class DurationField : public jql::ComputedField {
 public:
  using Open = std::unique_ptr<jql::ComputedColumn> (*)(const Facts&, Instant now);
  DurationField(const Facts& facts, Instant now, std::string_view name, std::string_view about,
                jql::TimeNeed time, Open open)
      : facts_(facts), now_(now), name_(name), about_(about), time_(time), open_(open) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] std::string_view about() const override { return about_; }
  [[nodiscard]] jql::ValueKind kind() const override { return jql::ValueKind::kDuration; }
  [[nodiscard]] jql::TimeNeed time() const override { return time_; }
  [[nodiscard]] std::unique_ptr<jql::ComputedColumn> open(std::string_view) const override {
    return open_(facts_, now_);
  }

 private:
  Facts facts_;
  Instant now_;
  std::string_view name_, about_;
  jql::TimeNeed time_;
  Open open_;
};

class StatusTimeField : public jql::ComputedField {
 public:
  StatusTimeField(const Facts& facts, Instant now) : facts_(facts), now_(now) {}
  [[nodiscard]] std::string_view name() const override { return "timeInStatus"; }
  [[nodiscard]] std::string_view about() const override {
    return "The sum of all stays in a status, in calendar time: timeInStatus(\"In Review\") > 3d.";
  }
  [[nodiscard]] jql::ValueKind kind() const override { return jql::ValueKind::kDuration; }
  [[nodiscard]] bool takes_argument() const override { return true; }
  [[nodiscard]] jql::TimeNeed time() const override { return jql::TimeNeed::kMinute; }
  [[nodiscard]] std::vector<std::string> arguments() const override {
    std::set<std::string> names;
    for (lens::Code code = 1; code < statuses().size(); ++code) {
      if (!statuses().at(code).name.empty()) names.insert(statuses().at(code).name);
    }
    return {names.begin(), names.end()};
  }
  [[nodiscard]] std::unique_ptr<jql::ComputedColumn> open(
      std::string_view argument) const override {
    const std::string folded = jql::fold(argument);
    std::vector<uint8_t> wanted(statuses().size());
    bool any = false;
    for (lens::Code code = 1; code < statuses().size(); ++code) {
      if (!jql::equals_folded(statuses().at(code).name, folded)) continue;
      wanted[code] = 1;
      any = true;
    }
    if (!any) return nullptr;
    return std::make_unique<StatusTimeColumn>(facts_, std::move(wanted), now_);
  }

 private:
  [[nodiscard]] const lens::FieldDictionary& statuses() const {
    return facts_.version.dictionary().field(lens::LensField::kStatus);
  }
  Facts facts_;
  Instant now_;
};

}  // namespace

jql::ComputedFields make_jql_fields(const Facts& facts, Instant now) {
  jql::ComputedFields fields;
  const auto add = [&](std::string_view name, std::string_view about, jql::TimeNeed time,
                       DurationField::Open open) {
    fields.all.push_back(std::make_unique<DurationField>(facts, now, name, about, time, open));
  };
  add("cycleTime", "From the start line to the finish line, of finished issues; calendar time.",
      jql::TimeNeed::kNone, [](const Facts& of, Instant) -> std::unique_ptr<jql::ComputedColumn> {
        return std::make_unique<SpanColumn>(of, false);
      });
  add("leadTime", "From creation to the finish line, of finished issues; calendar time.",
      jql::TimeNeed::kNone, [](const Facts& of, Instant) -> std::unique_ptr<jql::ComputedColumn> {
        return std::make_unique<SpanColumn>(of, true);
      });
  fields.all.push_back(std::make_unique<StatusTimeField>(facts, now));
  add("age", "From the start line to now, of work in progress; calendar time.",
      jql::TimeNeed::kMinute,
      [](const Facts& of, Instant at) -> std::unique_ptr<jql::ComputedColumn> {
        return std::make_unique<AgeColumn>(of, at);
      });
  mapping::add_jql_fields(facts.stages, fields);
  return fields;
}

}  // namespace tl::metrics::flow
