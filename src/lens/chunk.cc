#include "lens/chunk.h"

#include <algorithm>
#include <atomic>

#include "base/text.h"

namespace tl::lens {
namespace {

constexpr size_t kMaxTextBytes =
    1024;  // a longer key or summary is cut; Jira allows 255 characters

std::atomic<uint64_t> next_serial{1};

void add_changes(ChangeColumns& into, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    into.at.push_back(change.at);
    into.from.push_back(change.from);
    into.to.push_back(change.to);
  }
  into.begin.push_back(static_cast<uint32_t>(into.at.size()));
}

template <typename T>
void add_range(std::vector<T>& into, const std::vector<T>& from, uint32_t begin, uint32_t end) {
  into.insert(into.end(), from.begin() + begin, from.begin() + end);
}

void copy_changes(ChangeColumns& into, const ChangeColumns& from, uint32_t row) {
  const uint32_t begin = from.begin[row];
  const uint32_t end = from.begin[row + 1];
  add_range(into.at, from.at, begin, end);
  add_range(into.from, from.from, begin, end);
  add_range(into.to, from.to, begin, end);
  into.begin.push_back(static_cast<uint32_t>(into.at.size()));
}

std::vector<Change> changes_of(const ChangeColumns& from, uint32_t row) {
  std::vector<Change> changes;
  for (uint32_t i = from.begin[row]; i < from.begin[row + 1]; ++i)
    changes.push_back({from.at[i], from.from[i], from.to[i]});
  return changes;
}

void add_text(TextColumn& into, std::string_view text) {
  into.bytes += text;
  into.begin.push_back(static_cast<uint32_t>(into.bytes.size()));
}

template <typename T>
size_t bytes_of(const std::vector<T>& column) {
  return column.capacity() * sizeof(T);
}

size_t bytes_of(const ChangeColumns& changes) {
  return bytes_of(changes.begin) + bytes_of(changes.at) + bytes_of(changes.from) +
         bytes_of(changes.to);
}

size_t bytes_of(const TextColumn& text) { return bytes_of(text.begin) + text.bytes.capacity(); }

// Calls `visit` with every column of plain values of one chunk.
template <typename ChunkType, typename Visit>
void each_column(ChunkType& chunk, Visit visit) {
  visit(chunk.instance);
  visit(chunk.issue);
  visit(chunk.project);
  visit(chunk.type);
  visit(chunk.status);
  visit(chunk.priority);
  visit(chunk.resolution);
  visit(chunk.assignee);
  visit(chunk.created);
  visit(chunk.updated);
  visit(chunk.deleted_at);
  visit(chunk.parent);
  visit(chunk.flags);
}

void shrink(ChangeColumns& changes) {
  changes.begin.shrink_to_fit();
  changes.at.shrink_to_fit();
  changes.from.shrink_to_fit();
  changes.to.shrink_to_fit();
}

void shrink(TextColumn& text) {
  text.begin.shrink_to_fit();
  text.bytes.shrink_to_fit();
}

}  // namespace

void mark_chain(IssueRow& row) {
  const auto& changes = row.statuses;
  bool broken = false;
  for (size_t i = 1; i < changes.size() && !broken; ++i)
    broken = changes[i].from != changes[i - 1].to;
  row.flags = static_cast<uint8_t>(broken ? row.flags | kRowChainBroken
                                          : row.flags & ~unsigned{kRowChainBroken});
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
  out.ref = ref(r);
  out.key = key.at(r);
  out.summary = summary.at(r);
  out.project = project[r];
  out.type = type[r];
  out.status = status[r];
  out.priority = priority[r];
  out.resolution = resolution[r];
  out.assignee = assignee[r];
  out.created = created[r];
  out.updated = updated[r];
  out.deleted_at = deleted_at[r];
  out.parent = IssueId(parent[r]);
  out.flags = flags[r];
  out.statuses = changes_of(status_changes, r);
  out.resolutions = changes_of(resolution_changes, r);
  return out;
}

size_t Chunk::memory_bytes() const {
  size_t sum = sizeof(Chunk);
  each_column(*this, [&](const auto& column) { sum += bytes_of(column); });
  return sum + bytes_of(key) + bytes_of(summary) + bytes_of(status_changes) +
         bytes_of(resolution_changes);
}

ChunkBuilder::ChunkBuilder() : chunk_(std::make_shared<Chunk>()) {}

void ChunkBuilder::reserve(size_t rows, size_t status_changes) {
  each_column(*chunk_, [&](auto& column) { column.reserve(rows); });
  for (auto* begin : {&chunk_->key.begin, &chunk_->summary.begin, &chunk_->status_changes.begin,
                      &chunk_->resolution_changes.begin})
    begin->reserve(rows + 1);
  chunk_->status_changes.at.reserve(status_changes);
  chunk_->status_changes.from.reserve(status_changes);
  chunk_->status_changes.to.reserve(status_changes);
}

void ChunkBuilder::add(const IssueRow& row) {
  Chunk& c = *chunk_;
  c.instance.push_back(static_cast<uint32_t>(row.ref.instance.value));
  c.issue.push_back(row.ref.issue.value);
  c.project.push_back(row.project);
  c.type.push_back(row.type);
  c.status.push_back(row.status);
  c.priority.push_back(row.priority);
  c.resolution.push_back(row.resolution);
  c.assignee.push_back(row.assignee);
  c.created.push_back(row.created);
  c.updated.push_back(row.updated);
  c.deleted_at.push_back(row.deleted_at);
  c.parent.push_back(row.parent.value);
  c.flags.push_back(row.flags);
  add_text(c.key, shortened(row.key, kMaxTextBytes));
  add_text(c.summary, shortened(row.summary, kMaxTextBytes));
  add_changes(c.status_changes, row.statuses);
  add_changes(c.resolution_changes, row.resolutions);
  c.greatest_updated = std::max(c.greatest_updated, row.updated);
}

void ChunkBuilder::copy(const Chunk& from, uint32_t row) {
  Chunk& c = *chunk_;
  c.instance.push_back(from.instance[row]);
  c.issue.push_back(from.issue[row]);
  c.project.push_back(from.project[row]);
  c.type.push_back(from.type[row]);
  c.status.push_back(from.status[row]);
  c.priority.push_back(from.priority[row]);
  c.resolution.push_back(from.resolution[row]);
  c.assignee.push_back(from.assignee[row]);
  c.created.push_back(from.created[row]);
  c.updated.push_back(from.updated[row]);
  c.deleted_at.push_back(from.deleted_at[row]);
  c.parent.push_back(from.parent[row]);
  c.flags.push_back(from.flags[row]);
  add_text(c.key, from.key.at(row));
  add_text(c.summary, from.summary.at(row));
  copy_changes(c.status_changes, from.status_changes, row);
  copy_changes(c.resolution_changes, from.resolution_changes, row);
  c.greatest_updated = std::max(c.greatest_updated, from.updated[row]);
}

std::shared_ptr<const Chunk> ChunkBuilder::finish() {
  Chunk& c = *chunk_;
  each_column(c, [](auto& column) { column.shrink_to_fit(); });
  shrink(c.key);
  shrink(c.summary);
  shrink(c.status_changes);
  shrink(c.resolution_changes);
  c.serial = next_serial.fetch_add(1);
  std::shared_ptr<const Chunk> done = std::move(chunk_);
  chunk_ = std::make_shared<Chunk>();
  return done;
}

}  // namespace tl::lens
