// The first line asks, the rest is the text. What is refused says why and finds nothing; what is
// asked finds the same in the folded text, and never both it and its opposite.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "jql/text_query.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_words(std::string_view text) {
  tl::jql::each_word(text, [](std::string_view folded, std::string_view stem) {
    require(!folded.empty() && !stem.empty());
    require(tl::jql::equals_folded(folded, folded));
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tl::jql;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.find('\n');
  const std::string_view asked = input.substr(0, line);
  const std::string_view text =
      line == std::string_view::npos ? std::string_view() : input.substr(line + 1);
  const TextQueryResult parsed = parse_text_query(asked);
  if (!parsed.problem.empty()) {
    require(!parsed.remedy.empty() && parsed.query.any.empty());
    return 0;
  }
  require(!parsed.query.any.empty());
  check_words(text);
  const bool found = matches(parsed.query, text);
  require(matches(parsed.query, fold(text)) == found);
  const TextQueryResult turned = parse_text_query("NOT (" + std::string(asked) + ")");
  if (turned.problem.empty()) require(!found || !matches(turned.query, text));
  (void)matches_wildcard(asked.substr(0, kMaxTermBytes), text.substr(0, 10'000));
  return 0;
}
