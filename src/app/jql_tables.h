// Answers of the API about queries, for a terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/table.h"
#include "base/json.h"

namespace tl::app {

// A cell of a search: null, a text, a number, something with a name, or several of these. `kind` is
// the column's: durations and instants are written for people.
[[nodiscard]] std::string cell_text(JsonElement cell, std::string_view kind);

// The issues of a search, from as many pages as there are.
class SearchTable {
 public:
  void add(JsonElement page);
  [[nodiscard]] std::string render() const;
  // How many there are, what could not be decided and why, what an instance does not know.
  [[nodiscard]] const std::string& notes() const { return notes_; }

 private:
  void add_head(JsonElement page);
  void note_page(JsonElement page);
  std::optional<Table> table_;
  std::vector<std::string> kinds_;
  std::string notes_;
  int64_t shown_ = 0;
  int64_t total_ = 0;
};

// The tree of an explanation: what each clause says of the issue, and which ones decide.
[[nodiscard]] std::string render_explained(JsonElement answer);

}  // namespace tl::app
