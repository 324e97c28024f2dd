#include <cmath>

#include "base/json.h"
#include "base/text.h"

namespace tl {
namespace {

// Copies JSON text and mends what a strict reader refuses; see repair_json.
class Repairer {
 public:
  explicit Repairer(std::string_view text) : text_(text) {}

  std::string run() {
    while (i_ < text_.size()) {
      const char c = text_[i_];
      if (c == '"') {
        copy_string();
      } else if (c == '-' || (c >= '0' && c <= '9')) {
        copy_number();
      } else {
        out_ += c;
        ++i_;
      }
    }
    return std::move(out_);
  }

 private:
  void copy_string() {
    std::string body;
    const size_t begin = i_++;
    while (i_ < text_.size() && text_[i_] != '"') {
      if (text_[i_] == '\\') {
        copy_escape(body);
      } else if (static_cast<unsigned char>(text_[i_]) < 0x20) {
        body += ' ';  // a raw control character
        ++i_;
      } else {
        body += text_[i_++];
      }
    }
    if (i_ >= text_.size()) {  // no closing quote: not ours to mend
      out_ += text_.substr(begin);
      return;
    }
    ++i_;
    out_ += '"' + storable_text(body) + '"';
  }

  // The code unit of "\uXXXX" at `at`, or -1.
  [[nodiscard]] int code_unit(size_t at) const {
    if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return -1;
    int value = 0;
    for (size_t k = at + 2; k < at + 6; ++k) {
      const char c = text_[k];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  void copy_escape(std::string& body) {
    const int unit = code_unit(i_);
    if (unit < 0) {
      body += text_.substr(i_, 2);
      i_ += 2;
    } else if (unit >= 0xD800 && unit <= 0xDFFF) {
      const int next = unit <= 0xDBFF ? code_unit(i_ + 6) : -1;
      const bool pair = next >= 0xDC00 && next <= 0xDFFF;
      body += pair ? text_.substr(i_, 12) : std::string_view("\\uFFFD");
      i_ += pair ? 12 : 6;
    } else {
      body += text_.substr(i_, 6);
      i_ += 6;
    }
  }

  void copy_number() {
    const size_t end = text_.find_first_not_of("0123456789+-.eE", i_);
    const std::string number(text_.substr(i_, end - i_));
    i_ = end == std::string_view::npos ? text_.size() : end;
    const bool whole = number.find_first_of(".eE") == std::string::npos;
    const bool fits =
        whole ? parse_int(number).has_value() : std::isfinite(std::strtod(number.c_str(), nullptr));
    out_ += fits ? number : '"' + number + '"';
  }

  std::string_view text_;
  size_t i_ = 0;
  std::string out_;
};

}  // namespace

std::string repair_json(std::string_view text) { return Repairer(text).run(); }

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.size() > kMaxJsonBytes) {
    return make_error(ErrorCode::kTooLarge, "JSON text of more than 64 MiB");
  }
  JsonDocument document;
  document.parser_ = std::make_unique<simdjson::dom::parser>();
  auto error = document.parser_->allocate(std::max<size_t>(text.size(), 32), kMaxJsonDepth);
  if (!error) error = document.parser_->parse(text.data(), text.size()).get(document.root_);
  const bool repairable = error == simdjson::STRING_ERROR || error == simdjson::NUMBER_ERROR ||
                          error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS;
  if (error && repairable) {
    document.repaired_ = true;
    const std::string mended = repair_json(text);
    error = document.parser_->allocate(std::max<size_t>(mended.size(), 32), kMaxJsonDepth);
    if (!error) error = document.parser_->parse(mended).get(document.root_);
  }
  if (error) {
    return make_error(ErrorCode::kUnreadable,
                      std::string("not JSON: ") + simdjson::error_message(error));
  }
  return document;
}

std::optional<JsonElement> json_get(JsonElement object, std::string_view key) {
  JsonElement found;
  if (!object.is_object() || object.at_key(key).get(found) || found.is_null()) return std::nullopt;
  return found;
}

std::optional<std::string_view> json_text(JsonElement object, std::string_view key) {
  const auto found = json_get(object, key);
  std::string_view text;
  if (!found || found->get(text)) return std::nullopt;
  return text;
}

std::optional<int64_t> json_int(JsonElement object, std::string_view key) {
  const auto found = json_get(object, key);
  int64_t number = 0;
  if (!found || found->get(number)) return std::nullopt;
  return number;
}

std::optional<bool> json_bool(JsonElement object, std::string_view key) {
  const auto found = json_get(object, key);
  bool flag = false;
  if (!found || found->get(flag)) return std::nullopt;
  return flag;
}

std::string json_id(JsonElement object, std::string_view key) {
  if (const auto text = json_text(object, key)) return std::string(*text);
  if (const auto number = json_int(object, key)) return std::to_string(*number);
  return {};
}

}  // namespace tl
