// For tests: reads the case files of testdata/ (README.md there says how they are written).
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {

inline constexpr std::string_view kArrow = " -> ";
inline constexpr std::string_view kDots = " .. ";

// "2026-01-05 09:00[:00[.000]]" in UTC.
inline Instant instant_of_text(std::string_view text) {
  std::string iso(trim(text));
  if (iso.size() > 10) iso[10] = 'T';
  const auto instant = parse_instant(iso + "Z");
  if (!instant) throw std::runtime_error("no instant: " + iso);
  return *instant;
}

inline std::pair<std::string, std::string> cut(std::string_view text, std::string_view at) {
  const size_t found = text.find(at);
  if (found == std::string_view::npos)
    throw std::runtime_error(fmt::format("no '{}' in: {}", at, text));
  return {std::string(trim(text.substr(0, found))),
          std::string(trim(text.substr(found + at.size())))};
}

inline const std::vector<std::pair<char, int64_t>> kTimeUnits = {
    {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

// "2d 1h 3m 4s" in seconds.
inline int64_t seconds_of_text(std::string_view text) {
  int64_t sum = 0;
  for (const std::string_view part : split(trim(text), ' ')) {
    const auto number = parse_int(part.substr(0, part.size() - 1));
    bool known = false;
    for (const auto& [letter, seconds] : kTimeUnits) {
      if (!number || part.back() != letter) continue;
      known = true;
      sum += *number * seconds;
    }
    if (!known) throw std::runtime_error("no duration: " + std::string(text));
  }
  return sum;
}

// The other way: "2d 1h"; "0s".
inline std::string text_of_seconds(int64_t seconds) {
  std::string text;
  for (const auto& [letter, unit] : kTimeUnits) {
    if (seconds < unit) continue;
    text += fmt::format("{}{}{}", text.empty() ? "" : " ", seconds / unit, letter);
    seconds %= unit;
  }
  return text.empty() ? "0s" : text;
}

struct CaseMove {
  Instant at;
  bool resolution = false;
  std::string from, to;
};

struct CaseIssue {
  Instant created;
  std::vector<CaseMove> moves;
  std::string now, type;
  std::optional<Instant> deleted;
  bool complete = true;
};

// "SECTION ASKED = WANTED"
struct CaseLine {
  std::string where, section, asked, wanted;
};

struct Case {
  std::string where, what;
  std::vector<CaseIssue> issues = std::vector<CaseIssue>(1);
  std::optional<Instant> as_of;
  StartRule rule = StartRule::kFirst;
  Instant from = instant_of_text("2020-01-01 00:00"), to = instant_of_text("2040-01-01 00:00");
  Instant now_is = instant_of_text("2026-12-31 00:00");
  std::string expect, stays;
  std::vector<CaseLine> lines;
};

struct CaseFile {
  std::vector<TestStatus> statuses;
  Mapping config;
  CalendarDocument calendar = default_calendar();
  std::string zone = "UTC";
  std::vector<Case> cases;
};

class CaseReader {
 public:
  // `sections`: the first words of lines "SECTION ASKED = WANTED".
  explicit CaseReader(std::vector<std::string> sections) : sections_(std::move(sections)) {}

  CaseFile read(const std::filesystem::path& path) {
    std::ifstream in(path);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      const std::string_view text = trim(line);
      if (text.empty() || text.front() == '#') continue;
      where_ = fmt::format("{}:{}", path.filename().string(), number);
      if (!read_file_line(text) && !read_issue_line(text) && !read_case_line(text) &&
          !read_section(text))
        throw std::runtime_error(where_ + ": not understood: " + std::string(text));
    }
    return std::move(file_);
  }

 private:
  // The rest of the line when it begins with these words.
  static std::optional<std::string_view> after(std::string_view text, std::string_view words) {
    if (!starts_with_no_case(text, words)) return std::nullopt;
    return trim(text.substr(words.size()));
  }

  bool read_file_line(std::string_view text) {
    if (const auto rest = after(text, "status ")) {
      read_status(*rest);
    } else if (const auto names = after(text, "order ")) {
      for (const std::string_view name : split(*names, ','))
        file_.config.order.push_back(id_of(name));
    } else if (const auto start = after(text, "start line ")) {
      file_.config.start_line = id_of(*start);
    } else if (const auto finish = after(text, "finish line ")) {
      file_.config.finish_line = id_of(*finish);
    } else if (const auto zone = after(text, "zone ")) {
      file_.zone = *zone;
    } else if (const auto off = after(text, "day off ")) {
      file_.calendar.days_off.push_back({parse_date(*off).value(), ""});
    } else if (const auto what = after(text, "case ")) {
      Case& fresh = file_.cases.emplace_back();
      fresh.where = where_;
      fresh.what = *what;
    } else {
      return false;
    }
    return true;
  }

  bool read_issue_line(std::string_view text) {
    if (file_.cases.empty()) return false;
    std::vector<CaseIssue>& issues = file_.cases.back().issues;
    CaseIssue& now = issues.back();
    if (text.starts_with("20")) {
      read_move(now, text);
    } else if (after(text, "and another")) {
      issues.emplace_back();
    } else if (const auto created = after(text, "created ")) {
      now.created = instant_of_text(*created);
    } else if (const auto type = after(text, "type ")) {
      now.type = *type;
    } else if (const auto deleted = after(text, "deleted ")) {
      now.deleted = instant_of_text(*deleted);
    } else if (after(text, "history incomplete")) {
      now.complete = false;
    } else if (const auto status = after(text, "now "); status && !after(text, "now is ")) {
      now.now = *status;
    } else {
      return false;
    }
    return true;
  }

  bool read_case_line(std::string_view text) {
    if (file_.cases.empty()) return false;
    Case& now = file_.cases.back();
    if (const auto is = after(text, "now is ")) {
      now.now_is = instant_of_text(*is);
    } else if (after(text, "rule last")) {
      now.rule = StartRule::kLast;
    } else if (const auto as_of = after(text, "as of ")) {
      now.as_of = instant_of_text(*as_of);
    } else if (const auto window = after(text, "window ")) {
      const auto [from, to] = cut(*window, kDots);
      now.from = instant_of_text(from);
      now.to = instant_of_text(to);
    } else if (const auto expect = after(text, "expect ")) {
      now.expect = *expect;
    } else if (const auto stays = after(text, "stays ")) {
      now.stays = *stays;
    } else {
      return false;
    }
    return true;
  }

  bool read_section(std::string_view text) {
    for (const std::string& section : sections_) {
      const auto rest = after(text, section);
      if (!rest || file_.cases.empty()) continue;
      const auto [asked, wanted] = cut(" " + std::string(*rest), "=");
      file_.cases.back().lines.push_back({where_, section, asked, wanted});
      return true;
    }
    return false;
  }

  void read_status(std::string_view text) {
    const auto [name, meaning] = cut(text, " : ");
    const auto equals = meaning.find(" = ");
    const std::string id = std::to_string(file_.statuses.size() + 100);
    file_.statuses.push_back({id, name, std::string(trim(meaning.substr(0, equals)))});
    if (equals == std::string::npos) return;
    const auto stage = parse_stage(trim(meaning.substr(equals + 3)));
    if (!stage) throw std::runtime_error(where_ + ": no such stage");
    file_.config.statuses[id] = *stage;
  }

  [[nodiscard]] std::string id_of(std::string_view name) const {
    for (const TestStatus& status : file_.statuses) {
      if (status.name == trim(name)) return status.id;
    }
    throw std::runtime_error(where_ + ": no such status");
  }

  static void read_move(CaseIssue& into, std::string_view text) {
    auto [at, change] = cut(text, "  ");
    CaseMove move;
    move.at = instant_of_text(at);
    move.resolution = starts_with_no_case(change, "resolution ");
    if (move.resolution) change = change.substr(11);
    std::tie(move.from, move.to) = cut(change, kArrow);
    into.moves.push_back(std::move(move));
  }

  std::vector<std::string> sections_;
  CaseFile file_;
  std::string where_;
};

}  // namespace tl::metrics::flow::test
