// Names of one catalogue looked up for one query: each noun is gone through once, whatever the
// query holds, and what does not match is refused by its first bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "jql/ast.h"
#include "jql/catalogue.h"

namespace tl::jql {

// A Named that is kept.
struct Known {
  std::string id, name, key, project, category, state, lead, type;
  std::optional<double> rank;
  std::optional<int> level;
  bool released = false, archived = false, gone = false;
};
[[nodiscard]] Known keep(const Named& named);

// The texts of a query that may be names, folded.
class WantedNames {
 public:
  void add(std::string_view text);
  void add(const Node& node);  // all operands of all clauses
  // The number of the folded text that `candidate` equals; -1 none.
  [[nodiscard]] int find(std::string_view candidate) const;
  [[nodiscard]] int find_folded(const std::string& folded) const;

 private:
  void add(const Operand& operand);
  [[nodiscard]] int find_among_few(std::string_view candidate) const;
  void expect(unsigned char first, size_t length);
  std::vector<std::string> texts_;
  std::unordered_map<std::string, int> numbers_;
  // What may equal one of texts_, so that most of a large catalogue is refused without its text
  // being touched: lengths (the last stands for all above), and first bytes with lengths. Folding
  // keeps the length of all but few characters: their texts are found by the very same spelling.
  static constexpr size_t kLengths = 64;
  static constexpr size_t bucket(size_t length) { return std::min(length, kLengths - 1); }
  bool lengths_[kLengths] = {};
  bool starts_[256][kLengths] = {};
};

class Lookup {
 public:
  Lookup(const Catalogue& catalogue, const WantedNames& wanted)
      : catalogue_(catalogue), wanted_(wanted) {}

  // What bears the name, all that do; numbers of queries (`id_first`) mean ids before names. What
  // is gone only when nothing present bears it. Empty: unknown.
  [[nodiscard]] std::vector<const Known*> find(Noun noun, std::string_view text, bool id_first);
  // Values of a custom field.
  [[nodiscard]] std::vector<const Known*> find_option(const std::string& field_id,
                                                      std::string_view text, bool id_first);
  // Everything of a noun; not for people and labels, of which there are many.
  [[nodiscard]] const std::vector<Known>& all(Noun noun);

 private:
  enum How : uint8_t { kId = 1, kKey = 2, kName = 4, kMail = 8 };
  struct Hit {
    Known thing;
    uint8_t how;
  };
  struct Table {
    std::vector<std::vector<Hit>> hits;  // by number of the wanted name
  };
  void note(Table& table, const Named& named) const;
  [[nodiscard]] Table& table_of(Noun noun);
  [[nodiscard]] std::vector<const Known*> choose(Table& table, std::string_view text,
                                                 const std::vector<uint8_t>& tiers) const;

  const Catalogue& catalogue_;
  const WantedNames& wanted_;
  std::map<Noun, Table> tables_;
  std::map<std::string, Table> options_;
  std::map<Noun, std::vector<Known>> all_;
};

}  // namespace tl::jql
