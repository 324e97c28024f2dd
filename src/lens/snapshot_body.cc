#include "lens/snapshot_body.h"

#include <algorithm>
#include <bit>

#include "lens/version_builder.h"

namespace tl::lens {
namespace {

constexpr uint32_t kMaxParts = 10'000;

template <typename T>
void write_optional(SnapshotWriter& out, const std::optional<T>& value) {
  out.number(static_cast<uint8_t>(value.has_value()));
  if constexpr (std::is_same_v<T, Instant>)
    out.number(value.value_or(Instant()).ms);
  else if constexpr (std::is_same_v<T, CivilDate>)
    out.number(value.value_or(CivilDate()).days);
  else
    out.number(value.value_or(T()));
}

template <typename T>
std::optional<T> read_optional(SnapshotReader& in) {
  const bool has = in.number<uint8_t>() != 0;
  T value{};
  if constexpr (std::is_same_v<T, Instant>)
    value.ms = in.number<int64_t>();
  else if constexpr (std::is_same_v<T, CivilDate>)
    value.days = in.number<int32_t>();
  else
    value = in.number<T>();
  return has ? std::optional(value) : std::nullopt;
}

void write_entry(SnapshotWriter& out, const DictionaryEntry& entry) {
  out.number(entry.instance.value);
  out.text(entry.id);
  out.text(entry.name);
  out.text(entry.key);
  out.text(entry.project);
  out.number(static_cast<uint8_t>(entry.category));
  out.number(static_cast<uint8_t>(entry.kind));
  out.number(static_cast<uint8_t>(entry.role));
  out.number(entry.written);
  write_optional(out, entry.level);
  const bool sprint = entry.sprint != nullptr;
  const bool version = entry.version != nullptr;
  const bool details = entry.details != nullptr;
  out.number(static_cast<uint8_t>(entry.catalogued | entry.deleted << 1 | sprint << 2 |
                                  version << 3 | details << 4));
  if (sprint) {
    out.text(entry.sprint->state);
    out.text(entry.sprint->goal);
    out.text(entry.sprint->board);
    for (const auto* at : {&entry.sprint->start, &entry.sprint->end, &entry.sprint->complete,
                           &entry.sprint->activated})
      write_optional(out, *at);
  }
  if (version) {
    out.number(static_cast<uint8_t>(entry.version->released | entry.version->archived << 1));
    write_optional(out, entry.version->start_date);
    write_optional(out, entry.version->release_date);
    write_optional(out, entry.version->order);
  }
  if (details) {
    for (const std::string* text :
         {&entry.details->lead, &entry.details->type, &entry.details->category.id,
          &entry.details->category.name, &entry.details->login, &entry.details->email})
      out.text(*text);
    write_optional(out, entry.details->rank);
  }
}

std::shared_ptr<const SprintFacts> read_sprint(SnapshotReader& in) {
  auto sprint = std::make_shared<SprintFacts>();
  in.text(sprint->state);
  in.text(sprint->goal);
  in.text(sprint->board);
  for (auto* at : {&sprint->start, &sprint->end, &sprint->complete, &sprint->activated})
    *at = read_optional<Instant>(in);
  return sprint;
}

std::shared_ptr<const VersionFacts> read_version(SnapshotReader& in) {
  auto version = std::make_shared<VersionFacts>();
  const auto flags = in.number<uint8_t>();
  version->released = (flags & 1) != 0;
  version->archived = (flags & 2) != 0;
  version->start_date = read_optional<CivilDate>(in);
  version->release_date = read_optional<CivilDate>(in);
  version->order = read_optional<double>(in);
  return version;
}

std::shared_ptr<const EntryDetails> read_details(SnapshotReader& in) {
  auto details = std::make_shared<EntryDetails>();
  for (std::string* text : {&details->lead, &details->type, &details->category.id,
                            &details->category.name, &details->login, &details->email})
    in.text(*text);
  details->rank = read_optional<double>(in);
  return details;
}

DictionaryEntry read_entry(SnapshotReader& in) {
  DictionaryEntry entry;
  entry.instance = InstanceId(in.number<int64_t>());
  in.text(entry.id);
  in.text(entry.name);
  in.text(entry.key);
  in.text(entry.project);
  const auto category = in.number<uint8_t>();
  const auto kind = in.number<uint8_t>();
  const auto role = in.number<uint8_t>();
  entry.written = in.number<Code>();
  if (category > static_cast<uint8_t>(StatusCategory::kDone) ||
      kind > static_cast<uint8_t>(ValueKind::kFlag) ||
      role > static_cast<uint8_t>(domain::FieldRole::kTimeInStatus))
    in.fail("a dictionary entry is of no known kind");
  entry.category = static_cast<StatusCategory>(category);
  entry.kind = static_cast<ValueKind>(kind);
  entry.role = static_cast<domain::FieldRole>(role);
  entry.level = read_optional<int>(in);
  const auto flags = in.number<uint8_t>();
  entry.catalogued = (flags & 1) != 0;
  entry.deleted = (flags & 2) != 0;
  if ((flags & 4) != 0) entry.sprint = read_sprint(in);
  if ((flags & 8) != 0) entry.version = read_version(in);
  if ((flags & 16) != 0) entry.details = read_details(in);
  return entry;
}

// Every entry's written name is one of the dictionary.
bool written_fit(const Dictionary& dictionary) {
  const Code end = dictionary.field(LensField::kWritten).size();
  for (size_t i = 0; i < kLensFieldCount; ++i) {
    const FieldDictionary& field = dictionary.field(static_cast<LensField>(i));
    for (Code code = 1; code < field.size(); ++code) {
      if (field.at(code).written >= end) return false;
    }
  }
  return true;
}

Dictionary read_dictionary(SnapshotReader& in) {
  DictionaryBuilder builder;
  for (size_t field = 0; field < kLensFieldCount && in.ok(); ++field) {
    const auto count = in.number<uint32_t>();
    for (uint32_t i = 1; i < count && in.ok(); ++i) {
      if (builder.restore(static_cast<LensField>(field), read_entry(in)) == kNoCode)
        in.fail("a dictionary has an entry twice");
    }
  }
  Dictionary dictionary = builder.finish();
  if (!written_fit(dictionary)) in.fail("a name as written is of no dictionary");
  return dictionary;
}

void write_chunk(SnapshotWriter& out, const Chunk& chunk) {
  each_column(chunk, [&](const auto& column) {
    const auto shape = column.shape();
    out.number(shape.count);
    out.number(shape.base);
    out.number(shape.width);
    out.numbers(column.bytes());
  });
  const auto begins = [&](const std::vector<uint32_t>& begin) {
    out.numbers(std::span<const uint32_t>(begin));
  };
  each_table(chunk, [&](const auto& table) { begins(table.begin); });
  for (const TextColumn* texts : {&chunk.key, &chunk.summary}) {
    begins(texts->begin);
    out.text(texts->bytes);
  }
  out.number(chunk.greatest_updated);
}

bool is_rising(const std::vector<uint32_t>& begin, size_t rows, size_t end) {
  return begin.size() == rows + 1 && begin.front() == 0 && begin.back() == end &&
         std::is_sorted(begin.begin(), begin.end());
}

// Rows, tables and texts are of the lengths that belong to each other.
bool fits(const Chunk& chunk) {
  const size_t rows = chunk.issue.size();
  if (rows > kMaxChunkRows) return false;
  bool good = true;
  each_row_column([&](auto column, const auto&) { good = good && (chunk.*column).size() == rows; });
  each_table(chunk, [&](const auto& table) {
    const size_t length = table.begin.empty() ? 0 : table.begin.back();
    good = good && is_rising(table.begin, rows, length);
    const auto look = [&](auto column) { good = good && (table.*column).size() == length; };
    std::apply([&](auto... column) { (look(column), ...); }, table.columns());
  });
  const auto changes = static_cast<int64_t>(chunk.change.at.size());
  const WrittenTable& written = chunk.written;
  good = good && written.name.size() == written.place.size();
  int64_t last = -1;
  for (size_t i = 0; i < written.place.size() && good; ++i) {
    good = written.place[i] > last && written.place[i] < 2 * changes;
    last = written.place[i];
  }
  return good && is_rising(chunk.key.begin, rows, chunk.key.bytes.size()) &&
         is_rising(chunk.summary.begin, rows, chunk.summary.bytes.size());
}

// Every code is one of its dictionary.
class CodeCheck {
 public:
  explicit CodeCheck(const Dictionary& dictionary) {
    for (size_t i = 0; i < kLensFieldCount; ++i)
      sizes_[i] = dictionary.field(static_cast<LensField>(i)).size();
    sizes_[kLensFieldCount] = kFlagged + 1;  // codes of kFlag, which has no dictionary
    dictionary_ = &dictionary;
  }
  [[nodiscard]] bool good(const Chunk& c) const {
    return column(c.project, LensField::kProject) && column(c.type, LensField::kType) &&
           column(c.status, LensField::kStatus) && column(c.priority, LensField::kPriority) &&
           column(c.resolution, LensField::kResolution) &&
           column(c.assignee, LensField::kAccount) && column(c.reporter, LensField::kAccount) &&
           column(c.creator, LensField::kAccount) && column(c.security, LensField::kSecurity) &&
           column(c.points, LensField::kNumber) && column(c.change.actor, LensField::kAccount) &&
           column(c.written.name, LensField::kWritten) &&
           column(c.link.type, LensField::kLinkType) &&
           column(c.worklog.author, LensField::kAccount) &&
           column(c.value.field, LensField::kField) && changes(c) && members(c) && values(c);
  }

 private:
  [[nodiscard]] Code size(LensField field) const { return sizes_[static_cast<size_t>(field)]; }
  [[nodiscard]] bool column(const CodeColumn& codes, LensField field) const {
    Code most = kNoCode;
    for (size_t i = 0; i < codes.size(); ++i) most = std::max(most, codes[i]);
    return most < size(field);
  }
  [[nodiscard]] bool changes(const Chunk& c) const {
    bool good = true;
    for (size_t i = 0; i < c.change.field.size(); ++i) {
      const uint8_t field = c.change.field[i];
      if (field == 0 || field > kChangeFieldCount) return false;
      const Code end = size(dictionary_of(static_cast<ChangeField>(field - 1)));
      good &= c.change.from[i] < end && c.change.to[i] < end;
    }
    return good;
  }
  [[nodiscard]] bool members(const Chunk& c) const {
    for (size_t i = 0; i < c.member.field.size(); ++i) {
      const uint8_t field = c.member.field[i];
      if (field == 0 || field > kChangeFieldCount) return false;
      if (c.member.code[i] >= size(dictionary_of(static_cast<ChangeField>(field - 1))))
        return false;
    }
    return true;
  }
  [[nodiscard]] bool values(const Chunk& c) const {
    const FieldDictionary& fields = dictionary_->field(LensField::kField);
    for (size_t i = 0; i < c.value.field.size(); ++i) {
      const ValueKind kind = fields.at(c.value.field[i]).kind;
      const int64_t value = c.value.value[i];
      const Code end = kind == ValueKind::kOption ? size(LensField::kOption)
                       : kind == ValueKind::kNone ? size(LensField::kIssue)
                                                  : 0;
      if (end != 0 && (value < 0 || value >= end)) return false;
    }
    return true;
  }
  std::array<Code, kLensFieldCount + 1> sizes_{};
  const Dictionary* dictionary_ = nullptr;
};

bool is_sorted_once(const Chunk& chunk) {
  for (uint32_t row = 1; row < chunk.rows(); ++row) {
    if (!(chunk.ref(row - 1) < chunk.ref(row))) return false;
  }
  return true;
}

std::shared_ptr<const Chunk> read_chunk(SnapshotReader& in, const CodeCheck& codes) {
  auto chunk = std::make_shared<Chunk>();
  std::vector<uint8_t> bytes;
  each_column(*chunk, [&](auto& column) {
    typename std::remove_cvref_t<decltype(column)>::Shape shape;
    shape.count = in.number<uint64_t>();
    shape.base = in.number<int64_t>();
    shape.width = in.number<uint32_t>();
    in.numbers(bytes);
    if (!in.ok() || !column.restore(shape, bytes)) in.fail("a column does not fit");
  });
  each_table(*chunk, [&](auto& table) { in.numbers(table.begin); });
  for (TextColumn* texts : {&chunk->key, &chunk->summary}) {
    in.numbers(texts->begin);
    in.text(texts->bytes);
  }
  chunk->greatest_updated = in.number<int64_t>();
  if (in.ok() && !(fits(*chunk) && is_sorted_once(*chunk) && codes.good(*chunk)))
    in.fail("its columns contradict each other");
  chunk->serial = next_chunk_serial();
  return chunk;
}

Part read_part(SnapshotReader& in, const CodeCheck& codes) {
  Part part;
  part.chunk = read_chunk(in, codes);
  std::vector<uint64_t> replaced;
  in.numbers(replaced);
  if (replaced.empty() || !in.ok()) return part;
  const uint32_t rows = part.chunk->rows();
  for (const uint64_t word : replaced)
    part.replaced_count += static_cast<uint32_t>(std::popcount(word));
  const bool beyond = rows % 64 != 0 && (replaced.back() >> (rows % 64)) != 0;
  if (replaced.size() != (rows + 63) / 64 || beyond) in.fail("a set of rows does not fit");
  part.replaced = std::make_shared<const RowSet>(std::move(replaced));
  return part;
}

}  // namespace

void write_body(SnapshotWriter& out, const LensVersion& version) {
  for (size_t i = 0; i < kLensFieldCount; ++i) {
    const FieldDictionary& field = version.dictionary().field(static_cast<LensField>(i));
    out.number(field.size());
    for (Code code = 1; code < field.size(); ++code) write_entry(out, field.at(code));
  }
  out.number(static_cast<uint32_t>(version.parts().size()));
  for (const Part& part : version.parts()) {
    write_chunk(out, *part.chunk);
    static const RowSet none;
    out.numbers(std::span<const uint64_t>(part.replaced ? *part.replaced : none));
  }
}

VersionPtr read_body(SnapshotReader& in, int64_t position, Instant built_at) {
  Dictionary dictionary = read_dictionary(in);
  const CodeCheck codes(dictionary);
  VersionBuilder builder;
  const auto parts = in.number<uint32_t>();
  if (parts > kMaxParts) in.fail("it has too many parts");
  for (uint32_t i = 0; i < parts && in.ok(); ++i) {
    Part part = read_part(in, codes);
    if (in.ok()) builder.restore(std::move(part));
  }
  if (!in.ok()) return nullptr;
  builder.set_dictionary(std::move(dictionary));
  return builder.finish(position, built_at);
}

}  // namespace tl::lens
