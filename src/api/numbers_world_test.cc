#include <fmt/format.h>

#include "api/numbers_world_for_test.h"
#include "base/text.h"

namespace tl::api {
namespace {

using domain::RecordKind;
using domain::Ref;

constexpr int kIssues = 60;
constexpr int64_t kFirstId = 1000;

const Ref kToDo{"1", "To Do"};
const Ref kDoing{"2", "In Progress"};
const Ref kDone{"3", "Done"};
const Ref kReview{"4", "In Review"};
const Ref kBlocked{"5", "Blocked"};
const Ref kRejected{"6", "Rejected"};

domain::Version version_at(Instant at) { return {at, 0, domain::SourceRank::kRest, 0}; }

using Values = std::vector<std::pair<std::string, domain::Value>>;

domain::Record noun(RecordKind kind, const std::string& id, Values values, IssueId issue = {}) {
  domain::Record record{kind, id, issue, {}};
  for (auto& [name, value] : values)
    domain::set_attribute(record.attributes, name, std::move(value), {});
  return record;
}

// One issue on its way; each change is a history.
class Way {
 public:
  Way(int number, Instant created) : id_(kFirstId + number), at_(created) {
    const bool other = number % 3 == 0;
    set("key", fmt::format("{}-{}", other ? "BETA" : "ACME", number));
    set("summary", number % 7 == 0 ? fmt::format("=cmd({})", number)
                                   : fmt::format("Something to do, number {}", number));
    set("project", other ? Ref{"10001", "BETA"} : Ref{"10000", "ACME"});
    set("issuetype", number % 4 == 0 ? Ref{"11", "Bug"} : Ref{"10", "Story"});
    set("priority", number % 2 == 0 ? Ref{"1", "High"} : Ref{"2", "Low"});
    set("labels",
        domain::Refs{{number % 2 == 0 ? "even" : "odd", number % 2 == 0 ? "even" : "odd"}});
    set("created", created);
    set("assignee",
        number % 5 == 0 ? domain::Value() : domain::Value(Ref{"acc-1", "Robin Sample"}));
    if (number % 6 != 0) set("customfield_10016", 1.0 + number % 5);
    status_ = kToDo;
  }
  void set(std::string_view name, domain::Value value) {
    values_[std::string(name)] = std::move(value);
  }
  Way& wait(Millis time) {
    at_ = at_ + time;
    return *this;
  }
  Way& go(const Ref& to) {
    change("status", status_, to);
    status_ = to;
    return *this;
  }
  Way& change(const std::string& field, const Ref& from, const Ref& to) {
    const auto side = [](const std::string& text) {
      return text.empty() ? std::nullopt : std::optional(text);
    };
    domain::History history;
    history.issue = IssueId(id_);
    history.id = std::to_string(id_ * 100 + static_cast<int64_t>(histories_.size()));
    history.author = Ref{"acc-1", "Robin Sample"};
    history.version = version_at(at_);
    history.items.push_back(
        {field, field, side(from.id), side(from.name), side(to.id), side(to.name)});
    domain::seal_history(history);
    histories_.push_back(std::move(history));
    return *this;
  }
  domain::ChangeSet finish() {
    set("status", status_);
    set("updated", at_);
    set(domain::kHistoryTotal, static_cast<double>(histories_.size()));
    set(domain::kDeleted, deleted);
    domain::ChangeSet changes;
    domain::Attributes attributes;
    for (auto& [name, value] : values_)
      domain::set_attribute(attributes, name, std::move(value), version_at(at_));
    changes.issues.push_back({IssueId(id_), std::move(attributes)});
    changes.histories = std::move(histories_);
    changes.records.push_back(
        noun(RecordKind::kWorklog, std::to_string(id_),
             {{"author", Ref{"acc-1", "Robin Sample"}}, {"started", at_}, {"seconds", 5400.0}},
             IssueId(id_)));
    return changes;
  }
  bool deleted = false;

 private:
  int64_t id_;
  Instant at_;
  Ref status_;
  std::map<std::string, domain::Value> values_;
  std::vector<domain::History> histories_;
};

void walk(Way& way, int kind, Millis step) {
  way.wait(step);
  if (kind == 7) {  // done without a start
    way.go(kDone);
    return;
  }
  way.go(kDoing).wait(step);
  if (kind == 8) return;  // in progress
  if (kind == 3) way.go(kBlocked).wait(step).go(kDoing).wait(step);
  if (kind == 4) way.change("customfield_4", {}, {"[10019]", "Impediment"}).wait(step);
  if (kind == 4) way.change("customfield_4", {"[10019]", "Impediment"}, {}).wait(step);
  way.go(kReview).wait(step);
  if (kind == 9) {
    way.go(kRejected);
    return;
  }
  way.go(kDone);
  if (kind == 6) way.wait(step).go(kDoing);
}

}  // namespace

NumbersWorld::NumbersWorld() {
  cookie = set_up();
  connection = connect(cookie);
  instance = instance_id(connection);
  sprint = connection + ":101";
  add_catalogue(tenant_id(), instance);
  add_nouns();
  for (int number = 1; number <= kIssues; ++number) add_way(number);
}

void NumbersWorld::add_nouns() {
  const Instant now = clock.now();
  domain::ChangeSet set;
  const auto add = [&](RecordKind kind, const std::string& id, Values values) {
    set.records.push_back(noun(kind, id, std::move(values)));
  };
  const auto text = [](const char* words) { return domain::Value(std::string(words)); };
  add(RecordKind::kProject, "10001", {{"key", text("BETA")}, {"name", text("Beta project")}});
  for (const Ref& status : {kReview, kBlocked})
    add(RecordKind::kStatus, status.id,
        {{"name", status.name}, {"category", Ref{"indeterminate", "In Progress"}}});
  add(RecordKind::kStatus, kRejected.id,
      {{"name", kRejected.name}, {"category", Ref{"done", "Done"}}});
  add(RecordKind::kIssueType, "11", {{"name", text("Bug")}, {"level", 0.0}});
  add(RecordKind::kField, "customfield_3",
      {{"name", text("Sprint")},
       {"custom", true},
       {"schema_custom", text("com.pyxis.greenhopper.jira:gh-sprint")}});
  add(RecordKind::kField, "customfield_4",
      {{"name", text("Flagged")},
       {"custom", true},
       {"schema_custom",
        text("com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes")}});
  add(RecordKind::kBoard, "7", {{"name", text("Acme board")}, {"type", text("scrum")}});
  add(RecordKind::kSprint, "101",
      {{"name", text("Sprint one")},
       {"state", text("closed")},
       {"goal", text("Ship it")},
       {"start", now - days(40)},
       {"end", now - days(26)},
       {"complete", now - days(26)},
       {"activated", now - days(40)},
       {"board", Ref{"7", "Acme board"}}});
  add(RecordKind::kSprint, "102",
      {{"name", text("Sprint two")},
       {"state", text("active")},
       {"start", now - days(20)},
       {"end", now - days(6)},
       {"activated", now - days(20)},
       {"board", Ref{"7", "Acme board"}}});
  const auto applied = store->tenant(tenant_id()).apply(instance, set, {});
  EXPECT_TRUE(applied.ok()) << applied.error().detail;
}

void NumbersWorld::add_way(int number) {
  const Millis step = hours(6 * (1 + number % 7));
  Way way(number, clock.now() - days(2 * number + 4) - hours(3));
  if (number >= 14 && number <= 24) {
    way.set("customfield_3", domain::Refs{{"101", "Sprint one"}});
    // Half of them were there when it began, the others came while it ran.
    way.wait(hours(1));
    if (number < 18) way.change("customfield_3", {}, {"101", "Sprint one"});
  }
  if (number <= 5) way.set("customfield_3", domain::Refs{{"102", "Sprint two"}});
  walk(way, number % 10, step);
  way.deleted = number == 33;
  const auto applied = store->tenant(tenant_id()).apply(instance, way.finish(), {});
  EXPECT_TRUE(applied.ok()) << applied.error().detail;
}

Answer NumbersWorld::ask(const std::string& target) {
  auto answer = get(target, cookie);
  EXPECT_EQ(answer.status, 200) << target << "\n" << answer.body;
  return answer;
}

int64_t NumbersWorld::count(Answer& answer, const std::string& pointer) {
  const auto number = parse_int(answer.text(pointer));
  EXPECT_TRUE(number) << pointer << ": " << answer.text(pointer);
  return number.value_or(-1);
}

int64_t NumbersWorld::items(const std::string& metric, const std::string& mark) {
  auto answer = ask("/api/v1/metrics/flow/items?limit=200&metric=" + metric +
                    (mark.empty() ? "" : "&" + mark));
  const int64_t total = count(answer, "/total");
  int64_t listed = 0;
  if (answer.status == 200) {
    for ([[maybe_unused]] JsonElement item : simdjson::dom::array(answer.json()["items"])) ++listed;
  }
  EXPECT_EQ(listed, std::min<int64_t>(total, 200)) << metric << " " << mark;
  return total;
}

int NumbersWorld::put(const std::string& target, const std::string& version,
                      const std::string& body) {
  Ask ask{.method = "PUT", .target = target, .body = body, .cookie = cookie};
  ask.headers = {{"Origin", "http://tl.example.com"},
                 {"Content-Type", "application/json"},
                 {"If-Match", version}};
  return call(ask).status;
}

}  // namespace tl::api
