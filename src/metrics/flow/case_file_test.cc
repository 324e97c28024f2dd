// Reads testdata/*.txt (see README.md there) and holds cycle time and stays to what they expect.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "base/text.h"
#include "metrics/flow/cycle_time.h"
#include "metrics/flow/stays.h"
#include "metrics/flow/test_issue.h"

namespace tl::metrics::flow::test {
namespace {

constexpr std::string_view kArrow = " -> ";
constexpr std::string_view kDots = " .. ";

// "2026-01-05 09:00[:00[.000]]" in UTC.
Instant instant_of_text(std::string_view text) {
  std::string iso(trim(text));
  if (iso.size() > 10) iso[10] = 'T';
  const auto instant = parse_instant(iso + "Z");
  if (!instant) throw std::runtime_error("no instant: " + iso);
  return *instant;
}

std::pair<std::string, std::string> cut(std::string_view text, std::string_view at) {
  const size_t found = text.find(at);
  if (found == std::string_view::npos)
    throw std::runtime_error(fmt::format("no '{}' in: {}", at, text));
  return {std::string(trim(text.substr(0, found))),
          std::string(trim(text.substr(found + at.size())))};
}

// "2d 1h 3m 4s" in seconds.
int64_t seconds_of_text(std::string_view text) {
  int64_t sum = 0;
  for (const std::string_view part : split(trim(text), ' ')) {
    const std::map<char, int64_t> units = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    const auto number = parse_int(part.substr(0, part.size() - 1));
    if (!number || !units.contains(part.back()))
      throw std::runtime_error("no duration: " + std::string(text));
    sum += *number * units.at(part.back());
  }
  return sum;
}

struct Move {
  Instant at;
  bool resolution = false;
  std::string from, to;
};

struct Case {
  std::string where, what;
  Instant created;
  std::vector<Move> moves;
  std::string now;
  std::optional<Instant> deleted, as_of;
  bool complete = true;
  StartRule rule = StartRule::kFirst;
  Instant from{0}, to = instant_of_text("2100-01-01 00:00");
  Instant now_is = instant_of_text("2026-12-31 00:00");
  std::string expect, stays;
};

struct CaseFile {
  std::vector<TestStatus> statuses;
  Mapping config;
  std::vector<Case> cases;
};

class Reader {
 public:
  CaseFile read(const std::filesystem::path& path) {
    std::ifstream in(path);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      const std::string_view text = trim(line);
      if (text.empty() || text.front() == '#') continue;
      where_ = fmt::format("{}:{}", path.filename().string(), number);
      read_line(text);
    }
    return std::move(file_);
  }

 private:
  void read_line(std::string_view text) {
    const auto word = [&](std::string_view name) { return starts_with_no_case(text, name); };
    const auto rest = [&](std::string_view name) { return trim(text.substr(name.size())); };
    if (word("status ")) return read_status(rest("status "));
    if (word("order ")) return read_order(rest("order "));
    if (word("start line ")) {
      file_.config.start_line = id_of(rest("start line "));
      return;
    }
    if (word("finish line ")) {
      file_.config.finish_line = id_of(rest("finish line "));
      return;
    }
    if (word("case ")) {
      Case& fresh = file_.cases.emplace_back();
      fresh.where = where_;
      fresh.what = rest("case ");
      return;
    }
    Case& now = file_.cases.back();
    if (word("created "))
      now.created = instant_of_text(rest("created "));
    else if (word("now is "))
      now.now_is = instant_of_text(rest("now is "));
    else if (word("now "))
      now.now = rest("now ");
    else if (word("deleted "))
      now.deleted = instant_of_text(rest("deleted "));
    else if (word("history incomplete"))
      now.complete = false;
    else if (word("rule last"))
      now.rule = StartRule::kLast;
    else if (word("as of "))
      now.as_of = instant_of_text(rest("as of "));
    else if (word("window "))
      read_window(now, rest("window "));
    else if (word("expect "))
      now.expect = rest("expect ");
    else if (word("stays "))
      now.stays = rest("stays ");
    else if (word("20"))
      read_move(now, text);
    else
      throw std::runtime_error(where_ + ": not understood: " + std::string(text));
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

  void read_order(std::string_view text) {
    for (const std::string_view name : split(text, ',')) file_.config.order.push_back(id_of(name));
  }

  [[nodiscard]] std::string id_of(std::string_view name) const {
    for (const TestStatus& status : file_.statuses) {
      if (status.name == trim(name)) return status.id;
    }
    throw std::runtime_error(where_ + ": no such status");
  }

  static void read_window(Case& into, std::string_view text) {
    const auto [from, to] = cut(text, kDots);
    into.from = instant_of_text(from);
    into.to = instant_of_text(to);
  }

  static void read_move(Case& into, std::string_view text) {
    auto [at, change] = cut(text, "  ");
    Move move;
    move.at = instant_of_text(at);
    move.resolution = starts_with_no_case(change, "resolution ");
    if (move.resolution) change = change.substr(11);
    std::tie(move.from, move.to) = cut(change, kArrow);
    into.moves.push_back(std::move(move));
  }

  CaseFile file_;
  std::string where_;
};

class Runner {
 public:
  Runner(const CaseFile& file, const Case& one) : file_(file), case_(one) {
    lens::LensBuilder builder;
    for (const TestStatus& status : file.statuses) {
      if (status.category != "none") builder.add_record(kInstance, status_record(status));
    }
    builder.add(issue().source());
    version_ = builder.finish(1, one.now_is);
    stages_ = StageMap::make(*version_, {{kInstance, file.config}});
  }

  void check() const {
    CycleTimeQuery query;
    query.from = case_.from;
    query.to = case_.to;
    query.start_rule = case_.rule;
    query.as_of = case_.as_of;
    const CycleTimeAnswer answer = decide_cycle_time(*version_, stages_, query).value();
    EXPECT_EQ(seen(answer), wanted());
    EXPECT_EQ(answer.considered, answer.n + (answer.exclusions.empty() ? 0 : 1));
    if (!case_.stays.empty()) EXPECT_EQ(seen_stays(), wanted_stays());
  }

 private:
  domain::Ref ref(const std::string& name, bool resolution) const {
    if (name == "-") return {};
    if (resolution) return {"r-" + name, name};
    for (const TestStatus& status : file_.statuses) {
      if (status.name == name) return {status.id, status.name};
    }
    throw std::runtime_error(case_.where + ": no such status: " + name);
  }

  TestIssue issue() const {
    TestIssue issue(7);
    issue.set("created", case_.created);
    if (!case_.complete) issue.forget(domain::kHistoryTotal);
    auto moves = case_.moves;
    for (const Move& move : moves)
      issue.change(move.resolution ? "resolution" : "status", move.at,
                   ref(move.from, move.resolution), ref(move.to, move.resolution));
    // Present values: where the last change leads, unless the case says otherwise.
    std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.at < b.at; });
    for (const Move& move : moves)
      issue.set(move.resolution ? "resolution" : "status", ref(move.to, move.resolution));
    if (!case_.now.empty()) issue.set("status", ref(case_.now, false));
    if (case_.deleted) issue.set(domain::kDeleted, true, *case_.deleted);
    return issue;
  }

  static std::string seen(const CycleTimeAnswer& answer) {
    if (answer.n == 1) {
      const CycleTimePoint& point = answer.points.at(0);
      return fmt::format("{} .. {} = {} s", format_instant(point.started),
                         format_instant(point.finished), point.seconds);
    }
    if (answer.exclusions.empty()) return "nothing";
    return "left out " + answer.exclusions.at(0).code;
  }

  std::string wanted() const {
    if (case_.expect.find(kDots) == std::string::npos) return case_.expect;
    const auto [times, duration] = cut(case_.expect, " = ");
    const auto [start, finish] = cut(times, kDots);
    return fmt::format("{} .. {} = {} s", format_instant(instant_of_text(start)),
                       format_instant(instant_of_text(finish)), seconds_of_text(duration));
  }

  std::string seen_stays() const {
    const auto row = version_->issue({kInstance, IssueId(7)});
    std::string all;
    for (const StatusStay& stay : status_stays(*row, version_->dictionary(), stages_, case_.now_is))
      all += fmt::format("{} {} s\n", stay.status_name, stay.seconds);
    return all;
  }

  std::string wanted_stays() const {
    std::string all;
    for (const std::string_view part : split(case_.stays, ',')) {
      const std::string_view stay = trim(part);
      const size_t digit = stay.find_first_of("0123456789");
      all += fmt::format("{} {} s\n", trim(stay.substr(0, digit)),
                         seconds_of_text(stay.substr(digit)));
    }
    return all;
  }

  const CaseFile& file_;
  const Case& case_;
  lens::VersionPtr version_;
  StageMap stages_;
};

TEST(CaseFiles, HoldAsWritten) {
  size_t cases = 0;
  const std::filesystem::path folder =
      std::filesystem::path(TL_SOURCE_DIR) / "src/metrics/flow/testdata";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    const CaseFile file = Reader().read(entry.path());
    for (const Case& one : file.cases) {
      SCOPED_TRACE(one.where + " " + one.what);
      ASSERT_FALSE(one.expect.empty()) << "the case expects nothing at all";
      Runner(file, one).check();
      ++cases;
    }
  }
  EXPECT_GE(cases, 40u) << "case files are missing";
}

}  // namespace
}  // namespace tl::metrics::flow::test
