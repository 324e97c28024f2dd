#include "domain/attributes.h"

#include <bit>
#include <cstring>

#include "base/hash.h"

namespace tl::domain {
namespace {

constexpr char kFormat = 1;

class Encoder {
 public:
  void byte(uint8_t b) { out_ += static_cast<char>(b); }
  void number(uint64_t n) {
    while (n >= 0x80) {
      byte(static_cast<uint8_t>(n | 0x80));
      n >>= 7;
    }
    byte(static_cast<uint8_t>(n));
  }
  void signed_number(int64_t n) {
    number((static_cast<uint64_t>(n) << 1) ^ static_cast<uint64_t>(n >> 63));
  }
  void fixed64(uint64_t n) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<uint8_t>(n >> shift));
  }
  void text(std::string_view t) {
    number(t.size());
    out_ += t;
  }
  void ref(const Ref& r) {
    text(r.id);
    text(r.name);
  }
  void value(const Value& v) {
    byte(static_cast<uint8_t>(v.index()));
    std::visit(*this, v);
  }
  void operator()(std::monostate) {}
  void operator()(bool flag) { byte(flag ? 1 : 0); }
  void operator()(double d) { fixed64(std::bit_cast<uint64_t>(d)); }
  void operator()(const std::string& t) { text(t); }
  void operator()(Instant i) { signed_number(i.ms); }
  void operator()(CivilDate d) { signed_number(d.days); }
  void operator()(const Ref& r) { ref(r); }
  void operator()(const Refs& refs) {
    number(refs.size());
    for (const Ref& r : refs) ref(r);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads what Encoder wrote. After a bad read `ok()` is false and all reads give empty values.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return in_.empty(); }

  uint8_t byte() {
    if (in_.empty()) return fail();
    const auto b = static_cast<uint8_t>(in_.front());
    in_.remove_prefix(1);
    return b;
  }
  uint64_t number() {
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t b = byte();
      n |= static_cast<uint64_t>(b & 0x7F) << shift;
      if ((b & 0x80) == 0) return n;
    }
    return fail();
  }
  int64_t signed_number() {
    const uint64_t n = number();
    return static_cast<int64_t>(n >> 1) ^ -static_cast<int64_t>(n & 1);
  }
  uint64_t fixed64() {
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 8) n |= static_cast<uint64_t>(byte()) << shift;
    return n;
  }
  std::string text() {
    const uint64_t size = number();
    if (size > in_.size()) {
      fail();
      return {};
    }
    std::string t(in_.substr(0, size));
    in_.remove_prefix(size);
    return t;
  }
  Ref ref() {
    Ref r;
    r.id = text();
    r.name = text();
    return r;
  }
  Value value() {
    switch (byte()) {
      case 0:
        return std::monostate{};
      case 1:
        return byte() != 0;
      case 2:
        return std::bit_cast<double>(fixed64());
      case 3:
        return text();
      case 4:
        return Instant(signed_number());
      case 5:
        return CivilDate{static_cast<int32_t>(signed_number())};
      case 6:
        return ref();
      case 7:
        return refs();
      default:
        fail();
        return std::monostate{};
    }
  }

 private:
  Refs refs() {
    Refs list;
    for (uint64_t left = number(); left > 0 && ok_; --left) list.push_back(ref());
    return list;
  }
  uint8_t fail() {
    ok_ = false;
    in_ = {};
    return 0;
  }
  std::string_view in_;
  bool ok_ = true;
};

void encode_version(Encoder& out, const Version& version) {
  out.signed_number(version.instant.ms);
  out.signed_number(version.history);
  out.byte(static_cast<uint8_t>(version.rank));
  out.fixed64(version.hash);
}

Version decode_version(Decoder& in) {
  Version version;
  version.instant = Instant(in.signed_number());
  version.history = in.signed_number();
  version.rank = static_cast<SourceRank>(in.byte());
  version.hash = in.fixed64();
  return version;
}

}  // namespace

std::strong_ordering Version::operator<=>(const Version& other) const {
  const bool full = rank != SourceRank::kThin;
  const bool other_full = other.rank != SourceRank::kThin;
  if (full != other_full) return full <=> other_full;
  if (instant != other.instant) return instant <=> other.instant;
  if (history != other.history) return history <=> other.history;
  if (rank != other.rank) return rank <=> other.rank;
  return hash <=> other.hash;
}

std::string encode_value(const Value& value) {
  Encoder out;
  out.value(value);
  return out.take();
}

void set_attribute(Attributes& attributes, std::string_view name, Value value, Version version) {
  version.hash = stable_hash(encode_value(value));
  attributes.insert_or_assign(std::string(name), Attribute{std::move(value), version});
}

const Value* find_value(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? nullptr : &found->second.value;
}

std::string text_of(const Attributes& attributes, std::string_view name) {
  const Value* value = find_value(attributes, name);
  const std::string* text = value == nullptr ? nullptr : as_text(*value);
  return text == nullptr ? std::string() : *text;
}

std::optional<Instant> instant_of(const Attributes& attributes, std::string_view name) {
  const Value* value = find_value(attributes, name);
  const Instant* instant = value == nullptr ? nullptr : as_instant(*value);
  return instant == nullptr ? std::nullopt : std::optional(*instant);
}

std::optional<double> number_of(const Attributes& attributes, std::string_view name) {
  const Value* value = find_value(attributes, name);
  const double* number = value == nullptr ? nullptr : as_number(*value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

Ref ref_of(const Attributes& attributes, std::string_view name) {
  const Value* value = find_value(attributes, name);
  const Ref* ref = value == nullptr ? nullptr : as_ref(*value);
  return ref == nullptr ? Ref{} : *ref;
}

bool flag_of(const Attributes& attributes, std::string_view name) {
  const Value* value = find_value(attributes, name);
  const bool* flag = value == nullptr ? nullptr : as_bool(*value);
  return flag != nullptr && *flag;
}

std::string pack_attributes(const Attributes& attributes) {
  Encoder out;
  out.byte(kFormat);
  out.number(attributes.size());
  for (const auto& [name, attribute] : attributes) {
    out.text(name);
    encode_version(out, attribute.version);
    out.value(attribute.value);
  }
  return out.take();
}

Result<Attributes> unpack_attributes(std::string_view packed) {
  Decoder in(packed);
  Attributes attributes;
  if (in.byte() == kFormat) {
    for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
      std::string name = in.text();
      const Version version = decode_version(in);
      Value value = in.value();
      if (in.ok()) attributes.emplace(std::move(name), Attribute{std::move(value), version});
    }
    if (in.ok() && in.done()) return attributes;
  }
  return make_error(ErrorCode::kUnreadable, "a stored document is damaged");
}

}  // namespace tl::domain
