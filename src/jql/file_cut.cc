#include "jql/file_cut.h"

#include <fmt/format.h>

namespace tl::jql {
namespace {

class Cutter {
 public:
  Cutter(std::string_view text, std::string_view place) : text_(text), place_(place) {}

  Result<void> fail(std::string_view what) const {
    return make_error(ErrorCode::kUnreadable, fmt::format("{}{}{} (byte {}).", place_,
                                                          place_.empty() ? "" : ": ", what, at_));
  }

  void skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n'))
      ++at_;
  }

  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool at_end() {
    skip_blanks();
    return at_ >= text_.size();
  }

  // A text with its quotes; nothing: not one, or not closed.
  std::string_view cut_text() {
    skip_blanks();
    const size_t begin = at_;
    if (at_ >= text_.size() || text_[at_] != '"') return {};
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return text_.substr(begin, at_ - begin);
      }
    }
    return {};
  }

  // Any value; nothing: none, or not closed.
  std::string_view cut_value() {
    skip_blanks();
    const size_t begin = at_;
    size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (cut_text().empty()) return {};
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;
        --depth, ++at_;
      } else if (c == ',' && depth == 0) {
        break;
      } else {
        ++at_;
        continue;
      }
      if (depth == 0) return text_.substr(begin, at_ - begin);
    }
    size_t end = at_;
    while (end > begin && static_cast<unsigned char>(text_[end - 1]) <= ' ') --end;
    return depth == 0 ? text_.substr(begin, end - begin) : std::string_view{};
  }

 private:
  std::string_view text_;
  std::string_view place_;
  size_t at_ = 0;
};

}  // namespace

Result<void> each_member(std::string_view object, std::string_view place,
                         const MemberVisit& visit) {
  Cutter cut(object, place);
  if (!cut.take('{')) return cut.fail("expected an object");
  if (cut.take('}')) return cut.at_end() ? Result<void>() : cut.fail("text follows the object");
  do {
    const std::string_view key = cut.cut_text();
    if (key.size() < 2) return cut.fail("expected the name of a member");
    if (!cut.take(':')) return cut.fail("expected ':' behind the name of a member");
    const std::string_view value = cut.cut_value();
    if (value.empty()) return cut.fail("expected a value, or it is not closed");
    TL_CHECK_OK(visit(key.substr(1, key.size() - 2), value));
  } while (cut.take(','));
  if (!cut.take('}')) return cut.fail("the object is not closed");
  return cut.at_end() ? Result<void>() : cut.fail("text follows the object");
}

Result<void> each_element(std::string_view array, std::string_view place,
                          const ElementVisit& visit) {
  Cutter cut(array, place);
  if (!cut.take('[')) return cut.fail("expected a list");
  if (cut.take(']')) return cut.at_end() ? Result<void>() : cut.fail("text follows the list");
  size_t index = 0;
  do {
    const std::string_view value = cut.cut_value();
    if (value.empty()) return cut.fail("expected a value, or it is not closed");
    TL_CHECK_OK(visit(index++, value));
  } while (cut.take(','));
  if (!cut.take(']')) return cut.fail("the list is not closed");
  return cut.at_end() ? Result<void>() : cut.fail("text follows the list");
}

}  // namespace tl::jql
