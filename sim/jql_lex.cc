#include "sim/jql_lex.h"

namespace tl::sim {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_special(char c) {
  return is_space(c) || std::string_view("()=!<>~,\"'&|").find(c) != std::string_view::npos;
}

// REQUIRES: text[at] is a quote. Moves `at` behind the closing one.
bool read_quoted(std::string_view text, size_t& at, std::string& out) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out += text[at++];
  }
  if (at >= text.size()) return false;
  ++at;
  return true;
}

std::string read_symbol(std::string_view text, size_t& at) {
  static constexpr std::string_view kPairs[] = {"!=", "<=", ">=", "!~", "&&", "||"};
  for (const auto pair : kPairs) {
    if (text.substr(at, 2) == pair) {
      at += 2;
      return std::string(pair);
    }
  }
  return std::string(1, text[at++]);
}

}  // namespace

std::vector<JqlToken> lex_jql(std::string_view text, std::string& error) {
  std::vector<JqlToken> tokens;
  size_t at = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    JqlToken token;
    token.position = at;
    if (text[at] == '"' || text[at] == '\'') {
      token.kind = JqlToken::Kind::kQuoted;
      if (!read_quoted(text, at, token.text)) {
        error = "Error in the JQL Query: The quoted string '" + token.text +
                "' has not been completed.";
        break;
      }
    } else if (is_special(text[at])) {
      token.kind = JqlToken::Kind::kSymbol;
      token.text = read_symbol(text, at);
    } else {
      token.kind = JqlToken::Kind::kWord;
      while (at < text.size() && !is_special(text[at])) token.text += text[at++];
    }
    tokens.push_back(std::move(token));
  }
  tokens.push_back({JqlToken::Kind::kEnd, "", text.size()});
  return tokens;
}

}  // namespace tl::sim
