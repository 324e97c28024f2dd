#include "app/jql_tables.h"

#include <fmt/format.h>

#include <cmath>

#include "app/connections.h"
#include "base/json.h"

namespace tl::app {
namespace {

constexpr size_t kMostSummary = 60;
constexpr size_t kMostCell = 40;
constexpr int kMostDepth = 64;  // of a tree that is printed; deeper parts are told as "..."

std::string one_text(JsonElement cell, std::string_view kind) {
  if (cell.is_null()) return "";
  double number = 0;
  if (!cell.get(number)) {
    if (kind == "duration") return duration_text(std::llround(number), false, 0);
    return fmt::format("{}", number);
  }
  if (cell.is_object()) return text_at(cell, "name");
  std::string_view text;
  if (cell.get(text)) return "";
  // An instant to the minute: 2026-11-20 10:12
  if (kind == "instant" && text.size() >= 16 && text[10] == 'T')
    return fmt::format("{} {}", text.substr(0, 10), text.substr(11, 5));
  return std::string(text);
}

int64_t int_of(JsonElement json, std::string_view name) { return json_int(json, name).value_or(0); }

std::string_view issues_word(int64_t count) { return count == 1 ? "issue" : "issues"; }

std::string instance_notes(JsonElement instance) {
  const std::string name = text_at(instance, "name");
  std::string notes;
  for (const JsonElement warning : array_at(instance, "warnings"))
    notes += fmt::format("{}: {}\n", name, text_at(warning, "message"));
  if (const auto problem = json_get(instance, "problem"); problem && problem->is_object())
    notes += fmt::format("{}: {}\n", name, text_at(*problem, "message"));
  for (const JsonElement clause : array_at(instance, "clauses")) {
    const int64_t issues = int_of(clause, "issues");
    notes += fmt::format("{}: {} {} cannot be decided here, by {}: {}\n", name, issues,
                         issues_word(issues), text_at(clause, "text"), text_at(clause, "why"));
  }
  return notes;
}

class TreePrinter {
 public:
  void add(JsonElement node, int depth) {
    if (depth > kMostDepth) {
      out_ += "  ...\n";
      return;
    }
    bool decides = false;
    if (const auto member = json_bool(node, "decides")) decides = *member;
    out_ += fmt::format("{} {:<9} {}{}", decides ? '*' : ' ', answer_word(text_at(node, "answer")),
                        std::string(static_cast<size_t>(depth) * 2, ' '), what_of(node));
    if (const std::string seen = text_at(node, "seen"); !seen.empty())
      out_ += fmt::format("   here: {}", seen);
    if (const std::string why = text_at(node, "why"); !why.empty())
      out_ += fmt::format("   {}", why);
    out_ += '\n';
    for (const JsonElement child : array_at(node, "children")) add(child, depth + 1);
  }
  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  static std::string_view answer_word(std::string_view answer) {
    if (answer == "matches") return "yes";
    return answer == "no" ? "no" : "undecided";
  }
  static std::string what_of(JsonElement node) {
    const std::string kind = text_at(node, "kind");
    if (kind == "and") return "all of";
    if (kind == "or") return "one of";
    if (kind == "all") return "every issue";
    return text_at(node, "text");
  }
  std::string out_;
};

}  // namespace

std::string cell_text(JsonElement cell, std::string_view kind) {
  simdjson::dom::array several;
  if (cell.get(several)) return one_text(cell, kind);
  std::string all;
  for (const JsonElement one : several) all += (all.empty() ? "" : ", ") + one_text(one, kind);
  return all;
}

void SearchTable::add_head(JsonElement page) {
  std::vector<Table::Column> columns{{"key"}, {"summary", Table::Align::kLeft, kMostSummary}};
  for (const JsonElement column : array_at(page, "columns")) {
    kinds_.push_back(text_at(column, "kind"));
    const bool right = kinds_.back() == "number" || kinds_.back() == "duration";
    const std::string title = text_at(column, "title");
    columns.push_back({title.empty() ? text_at(column, "name") : title,
                       right ? Table::Align::kRight : Table::Align::kLeft, kMostCell});
  }
  table_.emplace(std::move(columns));
}

void SearchTable::add(JsonElement page) {
  if (!table_) {
    add_head(page);
    note_page(page);
  }
  for (const JsonElement item : array_at(page, "items")) {
    std::vector<std::string> cells{text_at(item, "key"), text_at(item, "summary")};
    for (const JsonElement cell : array_at(item, "cells")) {
      const size_t place = cells.size() - 2;
      if (place < kinds_.size()) cells.push_back(cell_text(cell, kinds_[place]));
    }
    cells.resize(kinds_.size() + 2);
    table_->add(std::move(cells));
    ++shown_;
  }
}

void SearchTable::note_page(JsonElement page) {
  total_ = int_of(page, "total");
  for (const JsonElement instance : array_at(page, "instances")) notes_ += instance_notes(instance);
}

std::string SearchTable::render() const {
  std::string text = table_ ? table_->render() : std::string();
  if (shown_ < total_) return text + fmt::format("{} of {} issues\n", shown_, total_);
  return text + fmt::format("{} {}\n", total_, issues_word(total_));
}

std::string render_explained(JsonElement answer) {
  std::string key, summary;
  if (const auto issue = json_get(answer, "issue")) {
    key = text_at(*issue, "key");
    summary = text_at(*issue, "summary");
  }
  const std::string said = text_at(answer, "answer");
  const std::string_view verdict = said == "matches" ? "is found"
                                   : said == "no"    ? "is not found"
                                                     : "cannot be decided here";
  std::string text = fmt::format("{} {}: {}\n", key, verdict, summary);
  TreePrinter tree;
  if (const auto root = json_get(answer, "tree")) tree.add(*root, 0);
  return text + tree.text();
}

}  // namespace tl::app
