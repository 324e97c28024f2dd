// Tables of a peer's test data: CSV files with its raw answers and with the rows it made of them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_text.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/payloads_for_test.h"

namespace tl::connectors::jira {

using Row = std::map<std::string, std::string>;

inline std::filesystem::path peer_folder() { return shared_fixtures() / "devlake/jira"; }

// RFC 4180, with empty lines and a byte order mark before the header.
inline std::vector<Row> read_csv(const std::filesystem::path& path) {
  std::string text = read_file(path);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::vector<std::vector<std::string>> lines(1, std::vector<std::string>(1));
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      lines.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      lines.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      lines.emplace_back(1);
    } else if (c != '\r' || quoted) {
      lines.back().back() += c;
    }
  }
  std::erase_if(lines, [](const auto& line) { return line.size() == 1 && line[0].empty(); });
  std::vector<Row> rows;
  for (size_t i = 1; i < lines.size(); ++i) {
    Row& row = rows.emplace_back();
    for (size_t k = 0; k < lines[0].size() && k < lines[i].size(); ++k) {
      row[lines[0][k]] = lines[i][k];
    }
  }
  return rows;
}

inline std::map<std::string, Row> by_id(const std::filesystem::path& path, const std::string& id) {
  std::map<std::string, Row> rows;
  for (Row& row : read_csv(path)) {
    std::string key = row[id];
    rows[key] = std::move(row);
  }
  return rows;
}

// Facts of every raw row of connection 2: `read` is given the object and the row's other columns.
template <typename Read>
Facts read_raw(const std::string& file, const domain::FieldCatalogue* fields, Read read) {
  Facts facts(fields, domain::SourceRank::kRest, Instant(1'650'000'000'000));
  for (const Row& row : read_csv(peer_folder() / file)) {
    if (row.at("params").find(R"("ConnectionId":2)") == std::string::npos) continue;
    const auto document = JsonDocument::parse(row.at("data"));
    EXPECT_TRUE(document.ok()) << row.at("data").substr(0, 80);
    if (document.ok()) read(document->root(), row, facts);
  }
  return facts;
}

// As the peer writes instants; "" for none.
inline std::string peer_instant(std::optional<Instant> instant) {
  if (!instant) return "";
  std::string text = format_instant(*instant);
  return text.replace(text.size() - 1, 1, "+00:00");
}

inline std::string peer_instant(const domain::Attributes& from, std::string_view name) {
  return peer_instant(domain::instant_of(from, name));
}

// A difference that is the peer's own choice.
struct PeerChoice {
  std::string_view column;
  std::string_view reason;
  std::string_view ids = "";  // of the rows it shows in, separated by spaces; "" any
};

// One table of expected rows. Every column must equal ours, be left out by us, or differ, only
// where a choice says so; a choice that shows nowhere fails, too.
class PeerTable {
 public:
  PeerTable(const std::string& file, const std::string& id, std::vector<PeerChoice> choices)
      : name_(file), rows_(by_id(peer_folder() / file, id)), choices_(std::move(choices)) {}

  void check(const std::string& id, const Row& ours) {
    SCOPED_TRACE(name_ + " " + id);
    const auto found = rows_.find(id);
    ASSERT_NE(found, rows_.end()) << "the peer has no such row";
    EXPECT_TRUE(checked_.insert(id).second) << "twice";
    for (const auto& [column, expected] : found->second) {
      if (column.starts_with("_raw_") || column == "connection_id") continue;
      const auto mine = ours.find(column);
      if (mine != ours.end() && mine->second == expected) continue;
      EXPECT_TRUE(is_choice(column, id))
          << column << ": theirs \"" << expected << "\", ours "
          << (mine == ours.end() ? "not there" : "\"" + mine->second + "\"");
    }
  }

  // To be called at the end: every row was checked and every choice was needed.
  void finish() const {
    for (const auto& [id, row] : rows_) {
      EXPECT_TRUE(checked_.contains(id)) << name_ << ": we have no row " << id;
    }
    for (const PeerChoice& choice : choices_) {
      EXPECT_TRUE(used_.contains(choice.column)) << name_ << ": no difference in " << choice.column;
    }
  }

  [[nodiscard]] const std::map<std::string, Row>& rows() const { return rows_; }

 private:
  bool is_choice(const std::string& column, const std::string& id) {
    for (const PeerChoice& choice : choices_) {
      if (choice.column != column) continue;
      const std::string ids = " " + std::string(choice.ids) + " ";
      if (!choice.ids.empty() && ids.find(" " + id + " ") == std::string::npos) continue;
      used_.insert(column);
      return true;
    }
    return false;
  }

  std::string name_;
  std::map<std::string, Row> rows_;
  std::vector<PeerChoice> choices_;
  std::set<std::string, std::less<>> used_;
  std::set<std::string> checked_;
};

}  // namespace tl::connectors::jira
