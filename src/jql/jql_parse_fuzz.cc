// Any text is a query or has one problem with a place in it; what is a query prints to a text that
// is read as the same query.
#include <cstdlib>

#include "jql/lexer.h"
#include "jql/parser.h"
#include "jql/print.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_tokens(std::string_view text) {
  tl::jql::Lexer lexer(text);
  uint32_t at = 0;
  for (auto token = lexer.next(); token.kind != tl::jql::TokenKind::kEnd; token = lexer.next()) {
    require(token.span.begin >= at && token.span.end > token.span.begin);
    require(token.span.end <= text.size());
    at = token.span.end;
  }
}

void check_query(std::string_view text, tl::jql::Dialect dialect) {
  const auto result = tl::jql::parse_query(text, dialect);
  require(result.query.has_value() != result.problem.has_value());
  if (result.problem) {
    const auto& problem = *result.problem;
    require(problem.span.begin <= problem.span.end && problem.span.end <= text.size());
    require(problem.line >= 1 && problem.column >= 1);
    require(!problem.message.empty() && problem.remedy.ends_with('.'));
    return;
  }
  const std::string normal = tl::jql::render_text(*result.query);
  if (normal.size() > tl::jql::kMaxQueryBytes) return;
  const auto again = tl::jql::parse_query(normal);
  require(again.ok());
  require(tl::jql::render_canonical(*again.query) == tl::jql::render_canonical(*result.query));
  require(tl::jql::render_text(*again.query) == normal);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_tokens(text);
  check_query(text, tl::jql::Dialect::kJira);
  check_query(text, tl::jql::Dialect::kThroughline);
  return 0;
}
