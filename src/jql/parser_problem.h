// The words for a text that is no query: what was expected, what stands there, what to do.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jql/ast.h"
#include "jql/token.h"

namespace tl::jql {

// What could have stood where something else stands.
enum class Expecting : uint8_t {
  kField,
  kOperator,
  kValueOrFunction,
  kListOrFunction,
  kFunction,  // behind IN, after a word that can only be its name
  kOperand,   // an item of a list
  kFunctionArgument,
  kPropertyId,
  kCustomFieldId,
  kTokens,  // one of Offence::tokens
};

struct Offence {
  std::string_view text;
  Token got;       // the first token that cannot stand here
  Token previous;  // kEnd at the beginning
  Token before;    // the one before `previous`
  Token next;      // the one after `got`
  Expecting expecting = Expecting::kField;
  std::span<const std::string_view> tokens;
  std::optional<Operator> op;  // of the clause the offence is in
  bool in_predicate = false;   // behind AFTER, BY, ...
};

// A token that is no part of any query is named for what it is, whatever was expected.
[[nodiscard]] Problem describe(const Offence& offence);

// One imperative sentence for a person with this offence.
[[nodiscard]] std::string find_remedy(const Offence& offence);
[[nodiscard]] std::string find_lexical_remedy(const Offence& offence);

// A token as written, shortened when it is very long.
[[nodiscard]] std::string shown(std::string_view text, const Token& token);

// What Jira's own grammar takes and its server refuses.
enum class Refusal : uint8_t {
  kLargeNumber,
  kLargeFieldId,
  kEmptyField,
  kEmptyFunction,
  kPropertyPath
};
[[nodiscard]] Problem describe(Refusal refusal, std::string_view text, const Token& token);

// "The query is longer than 100000 bytes." and the like.
[[nodiscard]] Problem too_large(std::string message, std::string remedy, std::string_view text,
                                Span span);

}  // namespace tl::jql
