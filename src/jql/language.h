// The language as it can be shown: for an editor's colours and for help.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jql/binder.h"

namespace tl::jql {

struct FieldFact {
  std::string name;
  std::vector<std::string> aliases;
  ValueKind kind = ValueKind::kName;
  std::string about;
  std::vector<std::string> operators;  // in capitals: "=", "NOT IN"
  bool sortable = false;
  bool history = false;  // takes WAS and CHANGED
  bool computed = false;
  bool takes_argument = false;
  std::vector<std::string> arguments;  // of takes_argument: known ones
  std::vector<InstanceId> instances;   // custom fields: who has it; else empty
};

struct FunctionFact {
  std::string name;
  std::string arguments;  // "([increment])"
  std::string about;
  std::vector<std::string> fields;  // what it goes with: "instant", "day", or nouns: "user"
  bool answered = true;             // false: `about` says why it cannot be answered here
};

struct LanguageFacts {
  std::vector<FieldFact> fields;  // system fields in the order of the table, computed ones, custom
                                  // ones by name
  std::vector<FunctionFact> functions;
  std::vector<std::string> keywords;  // in capitals
  std::vector<std::string> reserved;  // in lower case, without the keywords
};

[[nodiscard]] LanguageFacts language_facts(std::span<const Catalogue* const> catalogues,
                                           const BindOptions& options = {});

[[nodiscard]] std::string_view to_text(Noun noun);  // "user", "version", ...; "" none
[[nodiscard]] std::vector<std::string> operator_texts(Operators operators);

}  // namespace tl::jql
