#include "store/postgres_codec.h"

#include <bit>

#include "base/text.h"

namespace tl::store {
namespace {

void put_u32(std::string& out, uint32_t n) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}

void put_u64(std::string& out, uint64_t n) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
}

void put_text(std::string& out, std::string_view text) {
  if (is_plain_text(text)) {
    out += text;
  } else {
    out += storable_text(text);
  }
}

// Appends the bytes of one scalar.
struct Appender {
  std::string& out;
  void operator()(std::nullptr_t) const {}
  void operator()(int64_t n) const { put_u64(out, static_cast<uint64_t>(n)); }
  void operator()(double n) const { put_u64(out, std::bit_cast<uint64_t>(n)); }
  void operator()(std::string_view text) const { put_text(out, text); }
  void operator()(Blob blob) const { out += blob.bytes; }
  void operator()(const IntList*) const {}
  void operator()(const TextList*) const {}
};

// Writes an array of one dimension, element by element.
class ArrayWriter {
 public:
  ArrayWriter(unsigned element_type, size_t count) {
    put_u32(out_, count == 0 ? 0 : 1);  // dimensions
    put_u32(out_, 1);                   // may hold nulls
    put_u32(out_, element_type);
    if (count == 0) return;
    put_u32(out_, static_cast<uint32_t>(count));
    put_u32(out_, 1);  // lower bound
  }
  void add(const Param& param) {
    if (std::holds_alternative<std::nullptr_t>(param)) {
      put_u32(out_, 0xFFFFFFFFu);
      return;
    }
    const size_t size_at = out_.size();
    put_u32(out_, 0);
    std::visit(Appender{out_}, param);
    const auto size = static_cast<uint32_t>(out_.size() - size_at - 4);
    for (size_t i = 0; i < 4; ++i) out_[size_at + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

struct Encoder {
  PgParam operator()(std::nullptr_t) const { return {0, true, {}}; }
  PgParam operator()(int64_t n) const { return scalar(kOidInt8, n); }
  PgParam operator()(double n) const { return scalar(kOidFloat8, n); }
  PgParam operator()(std::string_view text) const { return scalar(kOidText, text); }
  PgParam operator()(Blob blob) const { return scalar(kOidBytea, blob); }
  PgParam operator()(const IntList* list) const {
    ArrayWriter array(kOidInt8, list->size());
    for (const int64_t n : *list) array.add(n);
    return {kOidInt8Array, false, array.take()};
  }
  PgParam operator()(const TextList* list) const {
    ArrayWriter array(kOidText, list->size());
    for (const std::string& text : *list) array.add(std::string_view(text));
    return {kOidTextArray, false, array.take()};
  }
  template <typename T>
  static PgParam scalar(unsigned type, const T& value) {
    PgParam param{type, false, {}};
    Appender{param.bytes}(value);
    return param;
  }
};

}  // namespace

PgParam encode_param(const Param& param) { return std::visit(Encoder{}, param); }

PgParam encode_column(const Batch& batch, size_t column, size_t begin, size_t end) {
  const ColumnType type = batch.columns()[column].type;
  const unsigned element = type == ColumnType::kInt    ? kOidInt8
                           : type == ColumnType::kReal ? kOidFloat8
                           : type == ColumnType::kText ? kOidText
                                                       : kOidBytea;
  const unsigned array_type = type == ColumnType::kInt    ? kOidInt8Array
                              : type == ColumnType::kReal ? kOidFloat8Array
                              : type == ColumnType::kText ? kOidTextArray
                                                          : kOidByteaArray;
  ArrayWriter array(element, end - begin);
  for (size_t row = begin; row < end; ++row) array.add(batch.at(row, column));
  return {array_type, false, array.take()};
}

int64_t decode_integer(std::string_view bytes) {
  uint64_t n =
      !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 && bytes.size() > 1
          ? ~uint64_t{0}
          : 0;
  for (const char c : bytes) n = (n << 8) | static_cast<unsigned char>(c);
  return static_cast<int64_t>(n);
}

}  // namespace tl::store
