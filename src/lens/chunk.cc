#include "lens/chunk.h"

#include <algorithm>
#include <atomic>
#include <functional>

#include "base/text.h"

namespace tl::lens {
namespace {

constexpr size_t kMaxTextBytes =
    1024;  // a longer key or summary is cut; Jira allows 255 characters

std::atomic<uint64_t> next_serial{1};

uint8_t raw(ChangeField field) { return static_cast<uint8_t>(static_cast<uint8_t>(field) + 1); }
ChangeField field_of(uint8_t raw_field) { return static_cast<ChangeField>(raw_field - 1); }

template <typename ColumnType>
void end_row(std::vector<uint32_t>& begin, const ColumnType& column) {
  begin.push_back(static_cast<uint32_t>(column.size()));
}

void add_changes(ChangeTable& into, const ByField<std::vector<Change>>& changes) {
  uint8_t field = 0;
  for (const std::vector<Change>& of_field : changes) {
    ++field;
    for (const Change& change : of_field) {
      into.field.push_back(field);
      into.at.push_back(change.at);
      into.from.push_back(change.from);
      into.to.push_back(change.to);
      into.actor.push_back(change.actor);
    }
  }
  end_row(into.begin, into.at);
}

// REQUIRES: the row's changes were not added yet; those of the chunk so far are `base`.
void add_written(WrittenTable& into, const IssueRow& row, size_t base) {
  size_t field = 0;
  for (const Written& written : row.written) {
    for (; field < static_cast<size_t>(written.field); ++field)
      base += row.changes[static_cast<ChangeField>(field)].size();
    into.place.push_back(static_cast<int64_t>(2 * (base + written.change) + (written.to ? 1 : 0)));
    into.name.push_back(written.name);
  }
}

void copy_written(WrittenTable& into, const Chunk& from, uint32_t row, size_t base) {
  const uint32_t begin = from.change.begin[row];
  const Range range = from.written_in({begin, from.change.begin[row + 1]});
  for (uint32_t i = range.begin; i < range.end; ++i) {
    into.place.push_back(from.written.place[i] +
                         2 * (static_cast<int64_t>(base) - static_cast<int64_t>(begin)));
    into.name.push_back(from.written.name[i]);
  }
}

void add_members(MemberTable& into, const std::vector<Member>& members) {
  for (const Member& member : members) {
    into.field.push_back(raw(member.field));
    into.code.push_back(member.code);
  }
  end_row(into.begin, into.code);
}

void add_links(LinkTable& into, const std::vector<Link>& links) {
  for (const Link& link : links) {
    into.type.push_back(link.type);
    into.other.push_back(link.other.value);
    into.since.push_back(link.since);
    into.until.push_back(link.until);
  }
  end_row(into.begin, into.type);
}

void add_worklogs(WorklogTable& into, const std::vector<Worklog>& worklogs) {
  for (const Worklog& worklog : worklogs) {
    into.started.push_back(worklog.started);
    into.seconds.push_back(worklog.seconds);
    into.author.push_back(worklog.author);
  }
  end_row(into.begin, into.started);
}

void add_values(ValueTable& into, const std::vector<ExtraValue>& values) {
  for (const ExtraValue& value : values) {
    into.field.push_back(value.field);
    into.value.push_back(value.value);
  }
  end_row(into.begin, into.field);
}

template <typename ColumnType>
void copy_range(ColumnType& into, const ColumnType& from, Range range) {
  for (uint32_t i = range.begin; i < range.end; ++i) into.push_back(from[i]);
}

template <typename Table>
void copy_table(Table& into, const Table& from, uint32_t row) {
  const Range range{from.begin[row], from.begin[row + 1]};
  std::apply([&](auto... column) { (copy_range(into.*column, from.*column, range), ...); },
             Table::columns());
  into.begin.push_back(into.begin.back() + range.size());
}

void add_text(TextColumn& into, std::string_view text) {
  into.bytes += text;
  into.begin.push_back(static_cast<uint32_t>(into.bytes.size()));
}

size_t bytes_of(const std::vector<uint32_t>& begin) { return begin.capacity() * sizeof(uint32_t); }
size_t bytes_of(const TextColumn& text) { return bytes_of(text.begin) + text.bytes.capacity(); }

template <typename ChunkType, typename Visit>
void each_begin(ChunkType& c, Visit visit) {
  visit(c.key.begin), visit(c.summary.begin);
  each_table(c, [&](auto& table) { visit(table.begin); });
}

// Each table is sorted by field within a row.
Range range_of_field(const SmallColumn& fields, Range row, uint8_t wanted) {
  uint32_t begin = row.begin;
  while (begin < row.end && fields[begin] < wanted) ++begin;
  uint32_t end = begin;
  while (end < row.end && fields[end] == wanted) ++end;
  return {begin, end};
}

}  // namespace

void mark_chain(IssueRow& row) {
  const auto& changes = row.changes[ChangeField::kStatus];
  bool broken = false;
  for (size_t i = 1; i < changes.size() && !broken; ++i)
    broken = changes[i].from != changes[i - 1].to;
  row.flags = static_cast<uint8_t>(broken ? row.flags | kRowChainBroken
                                          : row.flags & ~unsigned{kRowChainBroken});
}

Range Chunk::changes(uint32_t row, ChangeField field) const {
  return range_of_field(change.field, {change.begin[row], change.begin[row + 1]}, raw(field));
}

Range Chunk::members(uint32_t row, ChangeField field) const {
  return range_of_field(member.field, {member.begin[row], member.begin[row + 1]}, raw(field));
}

Range Chunk::written_in(Range wanted) const {
  const auto first = [&](uint32_t index) {
    uint32_t low = 0;
    auto high = static_cast<uint32_t>(written.place.size());
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (written.place[middle] < 2 * int64_t{index})
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  };
  if (written.place.size() == 0) return {};
  const uint32_t begin = first(wanted.begin);
  uint32_t end = begin;
  while (end < written.place.size() && written.place[end] < 2 * int64_t{wanted.end}) ++end;
  return {begin, end};
}

Code Chunk::written_at(uint32_t change_index, bool to) const {
  const Range range = written_in({change_index, change_index + 1});
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if ((written.place[i] & 1) == (to ? 1 : 0)) return written.name[i];
  }
  return kNoCode;
}

std::optional<uint32_t> Chunk::find(IssueRef wanted) const {
  uint32_t low = 0;
  uint32_t high = rows();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (ref(middle) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == rows() || ref(low) != wanted) return std::nullopt;
  return low;
}

IssueRow Chunk::row(uint32_t r) const {
  IssueRow out;
  each_row_column(
      [&](auto column, const auto& of_row) { std::invoke(of_row, out) = (this->*column)[r]; });
  out.key = key.at(r);
  out.summary = summary.at(r);
  for (uint32_t i = change.begin[r]; i < change.begin[r + 1]; ++i)
    out.changes[field_of(change.field[i])].push_back(change.change(i));
  const Range names = written_in({change.begin[r], change.begin[r + 1]});
  for (uint32_t i = names.begin; i < names.end; ++i) {
    const auto of = static_cast<uint32_t>(written.place[i] / 2);
    const ChangeField field = field_of(change.field[of]);
    out.written.push_back(
        {field, of - changes(r, field).begin, (written.place[i] & 1) != 0, written.name[i]});
  }
  for (uint32_t i = member.begin[r]; i < member.begin[r + 1]; ++i)
    out.members.push_back({field_of(member.field[i]), member.code[i]});
  for (uint32_t i = link.begin[r]; i < link.begin[r + 1]; ++i) out.links.push_back(link_at(i));
  for (uint32_t i = worklog.begin[r]; i < worklog.begin[r + 1]; ++i)
    out.worklogs.push_back(worklog_at(i));
  for (uint32_t i = value.begin[r]; i < value.begin[r + 1]; ++i)
    out.values.push_back({value.field[i], value.value[i]});
  return out;
}

size_t Chunk::memory_bytes() const {
  size_t sum = sizeof(Chunk);
  each_column(*this, [&](const auto& column) { sum += column.memory_bytes(); });
  each_table(*this, [&](const auto& table) { sum += bytes_of(table.begin); });
  return sum + bytes_of(key) + bytes_of(summary);
}

uint64_t next_chunk_serial() { return next_serial.fetch_add(1); }

ChunkBuilder::ChunkBuilder() : chunk_(std::make_shared<Chunk>()) {}

void ChunkBuilder::reserve(size_t rows, size_t changes) {
  Chunk& c = *chunk_;
  each_begin(c, [&](auto& begin) { begin.reserve(rows + 1); });
  c.issue.reserve(rows);
  c.change.at.reserve(changes);
}

void ChunkBuilder::add(const IssueRow& row) {
  Chunk& c = *chunk_;
  each_row_column(
      [&](auto column, const auto& of_row) { (c.*column).push_back(std::invoke(of_row, row)); });
  add_text(c.key, shortened(row.key, kMaxTextBytes));
  add_text(c.summary, shortened(row.summary, kMaxTextBytes));
  add_written(c.written, row, c.change.at.size());
  add_changes(c.change, row.changes);
  add_members(c.member, row.members);
  add_links(c.link, row.links);
  add_worklogs(c.worklog, row.worklogs);
  add_values(c.value, row.values);
  c.greatest_updated = std::max(c.greatest_updated, row.updated);
}

void ChunkBuilder::copy(const Chunk& from, uint32_t row) {
  Chunk& c = *chunk_;
  each_row_column([&](auto column, const auto&) { (c.*column).push_back((from.*column)[row]); });
  add_text(c.key, from.key.at(row));
  add_text(c.summary, from.summary.at(row));
  copy_written(c.written, from, row, c.change.at.size());
  copy_table(c.change, from.change, row);
  copy_table(c.member, from.member, row);
  copy_table(c.link, from.link, row);
  copy_table(c.worklog, from.worklog, row);
  copy_table(c.value, from.value, row);
  c.greatest_updated = std::max(c.greatest_updated, from.updated[row]);
}

std::shared_ptr<const Chunk> ChunkBuilder::finish() {
  Chunk& c = *chunk_;
  each_column(c, [](auto& column) { column.pack(); });
  each_begin(c, [](auto& begin) { begin.shrink_to_fit(); });
  c.key.bytes.shrink_to_fit();
  c.summary.bytes.shrink_to_fit();
  c.serial = next_chunk_serial();
  std::shared_ptr<const Chunk> done = std::move(chunk_);
  chunk_ = std::make_shared<Chunk>();
  return done;
}

}  // namespace tl::lens
