#include "jql/reserved.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tl::jql {
namespace {

constexpr auto kKeywords = std::to_array<std::string_view>(
    {"after", "and", "asc", "before", "by",   "cf", "changed", "desc",  "during", "empty",
     "from",  "in",  "is",  "not",    "null", "on", "or",      "order", "to",     "was"});

constexpr auto kKeywordKinds = std::to_array<TokenKind>(
    {TokenKind::kAfter,  TokenKind::kAnd,         TokenKind::kAsc,     TokenKind::kBefore,
     TokenKind::kBy,     TokenKind::kCustomField, TokenKind::kChanged, TokenKind::kDesc,
     TokenKind::kDuring, TokenKind::kEmpty,       TokenKind::kFrom,    TokenKind::kIn,
     TokenKind::kIs,     TokenKind::kNot,         TokenKind::kEmpty,   TokenKind::kOn,
     TokenKind::kOr,     TokenKind::kOrder,       TokenKind::kTo,      TokenKind::kWas});

constexpr auto kReserved = std::to_array<std::string_view>({
    "abort",     "access",     "add",        "alias",        "alter",      "any",       "as",
    "audit",     "avg",        "begin",      "between",      "boolean",    "break",     "byte",
    "catch",     "char",       "character",  "check",        "checkpoint", "collate",   "collation",
    "column",    "commit",     "connect",    "continue",     "count",      "create",    "current",
    "date",      "decimal",    "declare",    "decrement",    "default",    "defaults",  "define",
    "delete",    "delimiter",  "difference", "distinct",     "divide",     "do",        "double",
    "drop",      "else",       "encoding",   "end",          "equals",     "escape",    "exclusive",
    "exec",      "execute",    "exists",     "explain",      "false",      "fetch",     "field",
    "file",      "first",      "float",      "for",          "function",   "go",        "goto",
    "grant",     "greater",    "group",      "having",       "identified", "if",        "immediate",
    "increment", "index",      "initial",    "inner",        "inout",      "input",     "insert",
    "int",       "integer",    "intersect",  "intersection", "into",       "isempty",   "isnull",
    "join",      "last",       "left",       "less",         "like",       "limit",     "lock",
    "long",      "max",        "min",        "minus",        "mode",       "modify",    "modulo",
    "more",      "multiply",   "next",       "noaudit",      "notin",      "nowait",    "number",
    "object",    "of",         "option",     "outer",        "output",     "power",     "previous",
    "prior",     "privileges", "public",     "raise",        "raw",        "remainder", "rename",
    "resource",  "return",     "returns",    "revoke",       "right",      "row",       "rowid",
    "rownum",    "rows",       "select",     "session",      "set",        "share",     "size",
    "sqrt",      "start",      "strict",     "string",       "subtract",   "sum",       "synonym",
    "table",     "then",       "trans",      "transaction",  "trigger",    "true",      "uid",
    "union",     "unique",     "update",     "user",         "validate",   "values",    "view",
    "when",      "whenever",   "where",      "while",        "with",
});

static_assert(kKeywords.size() == kKeywordKinds.size());
static_assert(std::ranges::is_sorted(kKeywords) && std::ranges::is_sorted(kReserved));

constexpr size_t kLongestWord = 12;
constexpr size_t kSlots = 1024;  // sparse: a word that is in no table costs one look, nearly always

constexpr uint32_t hash_of(std::string_view lower) {
  uint32_t hash = 2166136261U;
  for (const char c : lower) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619U;
  return (hash ^ (hash >> 15U)) % kSlots;
}

struct Slot {
  std::string_view word;
  TokenKind kind = TokenKind::kWord;
};

constexpr void put(std::array<Slot, kSlots>& slots, std::string_view word, TokenKind kind) {
  uint32_t at = hash_of(word);
  while (!slots[at].word.empty()) at = (at + 1) % kSlots;
  slots[at] = {word, kind};
}

constexpr std::array<Slot, kSlots> make_slots() {
  std::array<Slot, kSlots> slots{};
  for (size_t i = 0; i < kKeywords.size(); ++i) put(slots, kKeywords[i], kKeywordKinds[i]);
  for (const std::string_view word : kReserved) put(slots, word, TokenKind::kReservedWord);
  return slots;
}

constexpr std::array<Slot, kSlots> kTable = make_slots();

}  // namespace

TokenKind find_word(std::string_view word) {
  if (word.size() < 2 || word.size() > kLongestWord) return TokenKind::kWord;
  std::array<char, kLongestWord> lower{};
  for (size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (small < 'a' || small > 'z') return TokenKind::kWord;
    lower.at(i) = small;
  }
  const std::string_view wanted(lower.data(), word.size());
  for (uint32_t at = hash_of(wanted); !kTable.at(at).word.empty(); at = (at + 1) % kSlots) {
    if (kTable.at(at).word == wanted) return kTable.at(at).kind;
  }
  return TokenKind::kWord;
}

std::span<const std::string_view> keywords() { return kKeywords; }

std::span<const std::string_view> reserved_words() { return kReserved; }

}  // namespace tl::jql
