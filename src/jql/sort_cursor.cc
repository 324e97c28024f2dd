#include "jql/sort_cursor.h"

#include <bit>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"

namespace tl::jql {
namespace {

constexpr size_t kMaxCursor = 64 << 10;
constexpr char kFormat = 1;

void put(std::string& out, uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(number >> shift & 255);
}
void put(std::string& out, std::string_view text) {
  put(out, static_cast<uint64_t>(text.size()));
  out += text;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  uint64_t number() {
    uint64_t value = 0;
    if (bytes_.size() < 8) {
      good_ = false;
      return 0;
    }
    for (int i = 7; i >= 0; --i)
      value = value << 8 | static_cast<uint8_t>(bytes_[static_cast<size_t>(i)]);
    bytes_.remove_prefix(8);
    return value;
  }
  std::string text() {
    const uint64_t size = number();
    if (size > bytes_.size()) good_ = false;
    if (!good_) return {};
    std::string value(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return value;
  }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool ended() const { return good_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool good_ = true;
};

void exchange(std::string& text, char from, char to) {
  for (char& c : text) c = c == from ? to : c;
}

}  // namespace

uint64_t hash_of(const std::vector<BoundSort>& order) {
  uint64_t hash = stable_hash("order");
  for (const BoundSort& sort : order) {
    hash = stable_hash(to_lower(sort.field.name), hash + static_cast<uint64_t>(sort.field.id));
    hash = hash * 2 + (sort.descending ? 1 : 0);
  }
  return hash;
}

std::string render_cursor(const SortCursor& cursor, uint64_t order) {
  std::string bytes(1, kFormat);
  put(bytes, order);
  for (const SortValue& value : cursor.values) {
    put(bytes, static_cast<uint64_t>(value.absent));
    put(bytes, std::bit_cast<uint64_t>(value.number));
    put(bytes, static_cast<uint64_t>(value.at));
    put(bytes, value.text);
  }
  put(bytes, cursor.key);
  put(bytes, static_cast<uint64_t>(cursor.ref.instance.value));
  put(bytes, static_cast<uint64_t>(cursor.ref.issue.value));
  std::string text = base64_encode(bytes);
  exchange(text, '+', '-');
  exchange(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::optional<SortCursor> parse_cursor(std::string_view text, uint64_t order, size_t keys) {
  if (text.size() > kMaxCursor) return std::nullopt;
  std::string padded(text);
  exchange(padded, '-', '+');
  exchange(padded, '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  const auto bytes = base64_decode(padded);
  if (!bytes || bytes->empty() || bytes->front() != kFormat) return std::nullopt;
  Reader reader(std::string_view(*bytes).substr(1));
  if (reader.number() != order) return std::nullopt;
  SortCursor cursor;
  for (size_t i = 0; i < keys && reader.good(); ++i) {
    SortValue& value = cursor.values.emplace_back();
    value.absent = reader.number() != 0;
    value.number = std::bit_cast<double>(reader.number());
    value.at = static_cast<int64_t>(reader.number());
    value.text = reader.text();
  }
  cursor.key = reader.text();
  cursor.ref.instance = InstanceId(static_cast<int64_t>(reader.number()));
  cursor.ref.issue = IssueId(static_cast<int64_t>(reader.number()));
  if (!reader.ended()) return std::nullopt;
  return cursor;
}

}  // namespace tl::jql
