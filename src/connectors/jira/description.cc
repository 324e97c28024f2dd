#include "connectors/jira/description.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

constexpr int kMaxDepth = 100;         // of nested nodes; deeper ones are left out
constexpr size_t kMaxNodes = 200'000;  // that are looked at
constexpr size_t kMaxCells = 100;      // of a row that are parted
constexpr std::string_view kEllipsis = "…";

// Nodes that stand on lines of their own and hold inline nodes.
constexpr std::array<std::string_view, 6> kLines = {"paragraph",    "heading",  "codeBlock",
                                                    "decisionItem", "taskItem", "caption"};

bool is_line(std::string_view type) {
  return std::find(kLines.begin(), kLines.end(), type) != kLines.end();
}

class AdfReader {
 public:
  std::string run(JsonElement document) {
    blocks(document, 0);
    if (full()) return std::move(out_);  // to be cut and marked
    while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
    return std::move(out_);
  }

 private:
  struct Place {
    size_t indent;  // length of prefix_ before
  };

  // One byte beyond the limit is enough to know that it must be cut.
  [[nodiscard]] bool full() const { return out_.size() > domain::kMaxDescription; }

  bool enter(int depth) { return depth <= kMaxDepth && ++nodes_ <= kMaxNodes && !full(); }

  template <typename Each>
  void each_child(JsonElement node, const Each& each) {
    simdjson::dom::array children;
    const auto content = json_get(node, "content");
    if (!content || content->get(children)) return;
    for (const JsonElement child : children) {
      if (full()) return;
      if (child.is_object()) each(child);
    }
  }

  void begin_line() {
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
    out_ += prefix_;
    if (!lead_.empty()) {
      out_ += lead_;
      prefix_ += std::string(lead_.size(), ' ');  // what else the item holds stands below its text
      lead_.clear();
    }
  }

  void blocks(JsonElement node, int depth) {
    each_child(node, [&](JsonElement child) { block(child, depth + 1); });
  }

  void block(JsonElement node, int depth) {
    if (!enter(depth)) return;
    const std::string_view type = json_text(node, "type").value_or("");
    if (is_line(type)) return line(node, type, depth);
    if (type == "bulletList" || type == "orderedList") return list(node, type, depth);
    if (type == "taskList" || type == "decisionList") return within("  ", node, depth);
    if (type == "blockquote") return within("> ", node, depth);
    if (type == "tableRow") return row(node, depth);
    if (type == "rule") return plain_line("---");
    if (type == "expand" || type == "nestedExpand") plain_line(attribute(node, "title"));
    if (type == "blockCard" || type == "embedCard") return plain_line(attribute(node, "url"));
    if (!json_get(node, "content")) return inline_node(node, depth);  // inline where blocks belong
    blocks(node, depth);
  }

  void plain_line(std::string_view text) {
    if (text.empty()) return;
    begin_line();
    add(text);
  }

  // Nested lists of tasks alone are a level deeper; the outermost one is not.
  void within(std::string_view prefix, JsonElement node, int depth) {
    const size_t before = prefix_.size();
    const bool outermost = prefix == "  " && tasks_ == 0;
    if (!outermost) prefix_ += prefix;
    tasks_ += prefix == "  " ? 1 : 0;
    blocks(node, depth);
    tasks_ -= prefix == "  " ? 1 : 0;
    prefix_.resize(before);
  }

  void line(JsonElement node, std::string_view type, int depth) {
    const size_t before = prefix_.size();
    if (type == "taskItem") lead_ = attribute(node, "state") == "DONE" ? "[x] " : "[ ] ";
    begin_line();
    inline_nodes(node, depth);
    if (type == "taskItem") prefix_.resize(before);
  }

  void list(JsonElement node, std::string_view type, int depth) {
    int64_t number = 1;
    if (const auto attrs = json_get(node, "attrs")) {
      number = std::clamp<int64_t>(json_int(*attrs, "order").value_or(1), 0, 1'000'000);
    }
    each_child(node, [&](JsonElement item) {
      const size_t before = prefix_.size();
      lead_ = type == "orderedList" ? std::to_string(number++) + ". " : "- ";
      if (enter(depth + 1)) blocks(item, depth + 1);
      lead_.clear();
      prefix_.resize(before);
    });
  }

  void row(JsonElement node, int depth) {
    begin_line();
    size_t cells = 0;
    each_child(node, [&](JsonElement cell) {
      if (cells++ > 0 && cells <= kMaxCells) out_ += " | ";
      if (enter(depth + 1)) flat(cell, depth + 1);
    });
  }

  // All text below a node on the present line.
  void flat(JsonElement node, int depth) {
    bool first = true;
    each_child(node, [&](JsonElement child) {
      if (!enter(depth + 1)) return;
      if (!json_get(child, "content")) return inline_node(child, depth + 1);
      if (!std::exchange(first, false)) out_ += ' ';
      flat(child, depth + 1);
    });
  }

  void inline_nodes(JsonElement node, int depth) {
    each_child(node, [&](JsonElement child) { inline_node(child, depth + 1); });
  }

  void inline_node(JsonElement node, int depth) {
    if (!enter(depth)) return;
    const std::string_view type = json_text(node, "type").value_or("");
    if (type == "text") return text(node);
    if (type == "hardBreak") {
      add("\n");
    } else if (type == "mention" || type == "status") {
      add(attribute(node, "text"));
    } else if (type == "emoji") {
      const std::string_view shown = attribute(node, "text");
      add(shown.empty() ? attribute(node, "shortName") : shown);
    } else if (type == "inlineCard") {
      add(attribute(node, "url"));
    } else if (type == "date") {
      add_date(node);
    } else {
      inline_nodes(node, depth);
    }
  }

  void text(JsonElement node) {
    const std::string_view words = json_text(node, "text").value_or("");
    add(words);
    simdjson::dom::array marks;
    const auto found = json_get(node, "marks");
    if (!found || found->get(marks)) return;
    for (const JsonElement mark : marks) {
      const std::string_view address = attribute(mark, "href");
      if (json_text(mark, "type") != "link" || address.empty() || address == words) continue;
      add(" (");
      add(address);
      add(")");
    }
  }

  // Milliseconds since 1970 as text, or a number.
  void add_date(JsonElement node) {
    const auto attrs = json_get(node, "attrs");
    const auto stamp = attrs ? json_get(*attrs, "timestamp") : std::nullopt;
    const auto ms = stamp ? number_of(*stamp) : std::nullopt;
    if (!ms || *ms < -6e13 || *ms > 2e14) return;
    add(format_date(date_of(Instant(static_cast<int64_t>(*ms)))));
  }

  static std::string_view attribute(JsonElement node, std::string_view name) {
    const auto attrs = json_get(node, "attrs");
    return attrs ? json_text(*attrs, name).value_or("") : std::string_view();
  }

  // Further lines of a text stand where its first one does.
  void add(std::string_view words) {
    for (const char c : words.substr(0, domain::kMaxDescription + 1)) {
      out_ += c;
      if (c == '\n') out_ += prefix_;
    }
  }

  std::string out_;
  std::string prefix_;  // of a line at the present place
  std::string lead_;    // "- ": of the next line alone
  int tasks_ = 0;       // lists of tasks around
  size_t nodes_ = 0;
};

}  // namespace

bool is_description_id(std::string_view field_id) { return field_id == domain::kDescription; }

std::string bounded_description(std::string_view text) {
  std::string clean = clean_text(text);
  if (clean.size() <= domain::kMaxDescription) return clean;
  clean = shortened(clean, domain::kMaxDescription - kCutMark.size());
  if (clean.ends_with(kEllipsis)) clean.resize(clean.size() - kEllipsis.size());
  return clean += kCutMark;
}

std::optional<std::string> description_text(JsonElement value) {
  std::string_view text;
  if (!value.get(text)) return bounded_description(text);
  if (!is_rich_text(value)) return std::nullopt;
  return bounded_description(AdfReader().run(value));
}

}  // namespace tl::connectors::jira
