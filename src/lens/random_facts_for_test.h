// For tests: change sets at random that touch everything the lens keeps, with the odd shapes of
// real sites: items without ids, parents under three names, lists of sprints, ended links.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

#include "domain/change_set.h"

namespace tl::lens::test {

class RandomFacts {
 public:
  explicit RandomFacts(unsigned seed) : random_(seed) {}

  // The catalogue of fields: two of story points, a sprint, a flag, an epic link, and others.
  domain::ChangeSet catalogue() {
    domain::ChangeSet set;
    set.records.push_back(field("customfield_1", "Story Points", "float"));
    set.records.push_back(field("customfield_2", "Story point estimate",
                                "com.pyxis.greenhopper.jira:jsw-story-points"));
    set.records.push_back(field("customfield_3", "Sprint", "com.pyxis.greenhopper.jira:gh-sprint"));
    set.records.push_back(field("customfield_4", "Flagged", "multicheckboxes"));
    set.records.push_back(
        field("customfield_5", "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link"));
    set.records.push_back(field("customfield_6", "Severity", "select"));
    return set;
  }

  // A few issues with changes, worklogs, comments and records of sprints and versions.
  domain::ChangeSet next() {
    domain::ChangeSet set;
    for (int i = 1 + below(5); i > 0; --i) {
      at_ += 10;
      const int64_t id = 1 + below(kIssues);
      set.issues.push_back(issue(id));
      for (int h = below(4); h > 0; --h) set.histories.push_back(history(id));
      if (below(2) == 0) set.records.push_back(worklog(id));
      if (below(3) == 0) set.records.push_back(comment(id));
    }
    if (below(3) == 0) set.records.push_back(sprint());
    if (below(4) == 0) set.records.push_back(version());
    if (below(4) == 0) set.records.push_back(named());
    return set;
  }

  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  static constexpr int kIssues = 25;

 private:
  static domain::Record field(const std::string& id, const std::string& name,
                              const std::string& type) {
    const std::string plain = "com.atlassian.jira.plugin.system.customfieldtypes:";
    domain::Record record;
    record.kind = domain::RecordKind::kField;
    record.id = id;
    set_attribute(record.attributes, "name", name, {});
    set_attribute(record.attributes, "custom", true, {});
    set_attribute(record.attributes, "schema_custom",
                  type.find('.') == std::string::npos ? plain + type : type, {});
    return record;
  }

  [[nodiscard]] domain::Version now() const {
    return {Instant(at_), 0, domain::SourceRank::kRest, 0};
  }
  // Names follow from ids, so that texts do not depend on what was read first.
  domain::Ref ref(const std::string& what, int n) {
    const int id = 1 + below(n);
    return {std::to_string(id), fmt::format("{} {}", what, id)};
  }
  domain::Ref user() { return ref("user", 5); }
  // As a history wrote it: sometimes under a former name, which is less than the present one.
  domain::Ref once(const std::string& what, int n) {
    domain::Ref value = ref(what, n);
    if (below(5) == 0) value.name.insert(0, below(2) == 0 ? "Former " : "Old ");
    return value;
  }
  static std::string key(int64_t id) { return fmt::format("A-{}", id); }
  domain::Refs refs(const std::string& what, int most) {
    domain::Refs list;
    for (int id = 1; id <= most; ++id) {
      if (below(3) == 0) list.push_back({std::to_string(id), fmt::format("{} {}", what, id)});
    }
    return list;
  }
  domain::Refs labels() {
    domain::Refs list;
    for (const char* word : {"red", "green", "blue"}) {
      if (below(3) == 0) list.push_back({word, word});
    }
    return list;
  }
  domain::Refs links() {
    domain::Refs list;
    const int other = 1 + below(kIssues + 5);
    if (below(2) == 0)
      list.push_back({fmt::format("in:1:{}", other), "is blocked by " + key(other)});
    return list;
  }

  domain::Issue issue(int64_t id) {
    domain::Issue made;
    made.id = IssueId(id);
    const auto put = [&](std::string_view name, domain::Value value) {
      if (below(6) != 0) set_attribute(made.attributes, name, std::move(value), now());
    };
    set_attribute(made.attributes, "key", key(id), now());
    set_attribute(made.attributes, "summary", fmt::format("What {}", at_), now());
    set_attribute(made.attributes, domain::kHistoryTotal, 1.0, now());
    set_attribute(made.attributes, "created", Instant(100 + id), now());
    put("updated", Instant(at_));
    put("resolutiondate", Instant(at_ - 1));
    put("duedate", CivilDate{20'000 + below(100)});
    put("project", domain::Ref{"10", "A"});
    put("issuetype", ref("type", 3));
    put("status", ref("status", 6));
    put("priority", ref("priority", 3));
    put("resolution", ref("resolution", 2));
    for (const char* role : {"assignee", "reporter", "creator"}) put(role, user());
    put("security", ref("level", 2));
    put_more(put);
    if (below(10) == 0) set_attribute(made.attributes, domain::kDeleted, true, now());
    return made;
  }

  template <typename Put>
  void put_more(const Put& put) {
    put("labels", labels());
    put("components", refs("component", 3));
    put("fixVersions", refs("version", 4));
    put("versions", refs("version", 4));
    put("issuelinks", links());
    put("customfield_1", below(2) == 0 ? domain::Value(1.0 + below(3)) : domain::Value());
    put("customfield_2", 0.5);
    put("customfield_3", refs("sprint", 4));
    put("customfield_4", below(2) == 0 ? domain::Refs{{"10019", "Impediment"}} : domain::Refs{});
    if (below(2) == 0)
      put("customfield_5", key(1 + below(kIssues + 5)));
    else
      put("parent", parent());
    put("customfield_6", ref("option", 4));
    put("customfield_7", Instant(at_));
    put("customfield_8", refs("choice", 3));
    put("customfield_9", std::string("free text is not kept"));
    put("timeoriginalestimate", 3600.0 * below(5));
    if (below(2) == 0) put(domain::kCommentTotal, double(below(9)));
  }

  domain::HistoryItem item(std::string id, std::string name, const domain::Ref& from,
                           const domain::Ref& to) {
    const auto side = [](const std::string& text) {
      return text.empty() ? std::nullopt : std::optional(text);
    };
    return {std::move(id),   std::move(name), side(from.id),
            side(from.name), side(to.id),     side(to.name)};
  }
  static domain::Ref list_of(const domain::Refs& all) {
    domain::Ref list;
    for (const domain::Ref& one : all) {
      list.id += (list.id.empty() ? "" : ", ") + one.id;
      list.name += (list.name.empty() ? "" : ", ") + one.name;
    }
    return list;
  }
  static domain::Ref words_of(const domain::Refs& all) {
    domain::Ref words;
    for (const domain::Ref& one : all) words.name += (words.name.empty() ? "" : " ") + one.name;
    return words;
  }
  domain::Ref epic() {
    const int id = 1 + below(kIssues);
    return {below(3) == 0 ? "" : std::to_string(id), key(id)};
  }
  domain::Ref parent() {
    const int id = 1 + below(kIssues);
    return {std::to_string(id), key(id)};
  }
  domain::Ref link_sentence() {
    const std::string other = key(1 + below(kIssues + 5));
    return {other, "This issue is blocked by " + other};
  }

  domain::HistoryItem random_item() {
    switch (below(15)) {
      case 0:
        return item("status", "status", once("status", 6), once("status", 6));
      case 1:
        return item("resolution", "resolution", {}, once("resolution", 2));
      case 2:
        return item("assignee", "assignee", below(2) == 0 ? user() : domain::Ref{},
                    once("user", 5));
      case 3:
        return item("priority", "priority", {"", "priority 1"}, ref("priority", 3));
      case 4:
        return item("customfield_1", "Story Points", {"", "3.0"}, {"", "5"});
      case 5:
        return item("Story point estimate", "Story point estimate", {}, {"", "0.5"});
      case 6:
        return item("Sprint", "Sprint", list_of(refs("sprint", 4)), list_of(refs("sprint", 4)));
      case 7:
        return item("customfield_4", "Flagged", {}, {"[10019]", "Impediment"});
      case 8:
        return item("Epic Link", "Epic Link", epic(), epic());
      case 9:
        return item("parent", "IssueParentAssociation", epic(), epic());
      case 10:
        return item("fixVersions", "Fix Version", {}, once("version", 4));
      case 11:
        return item("labels", "labels", words_of(labels()), words_of(labels()));
      case 12:
        return below(2) == 0 ? item("Link", "Link", {}, link_sentence())
                             : item("Link", "Link", link_sentence(), {});
      case 13:
        return item("project", "project", {"9", "Old name"}, {"10", "New name"});
      default:
        return item("components", "Component", ref("component", 3), {});
    }
  }

  domain::History history(int64_t issue) {
    domain::History made;
    made.issue = IssueId(issue);
    made.author = below(5) == 0 ? domain::Ref{} : user();
    made.version = {Instant(at_ - below(40)), 0, domain::SourceRank::kRest, 0};
    for (int i = 1 + below(3); i > 0; --i) made.items.push_back(random_item());
    made.id = below(4) == 0 ? domain::content_id(made) : std::to_string(++history_);
    domain::seal_history(made);
    return made;
  }

  domain::Record worklog(int64_t issue) {
    domain::Record record;
    record.kind = domain::RecordKind::kWorklog;
    record.id = std::to_string(issue * 10 + below(3));  // edits of a former one, too
    record.issue = IssueId(issue);
    set_attribute(record.attributes, "author", user(), now());
    set_attribute(record.attributes, "started", Instant(1000 + below(50)), now());
    set_attribute(record.attributes, "seconds", 60.0 * below(100), now());
    if (below(4) == 0) set_attribute(record.attributes, domain::kDeleted, true, now());
    return record;
  }
  domain::Record comment(int64_t issue) {
    domain::Record record;
    record.kind = domain::RecordKind::kComment;
    record.id = std::to_string(++comment_);
    record.issue = IssueId(issue);
    set_attribute(record.attributes, "author", user(), now());
    set_attribute(record.attributes, "created", Instant(at_), now());
    return record;
  }
  domain::Record sprint() {
    domain::Record record;
    record.kind = domain::RecordKind::kSprint;
    const int id = 1 + below(4);
    record.id = std::to_string(id);
    set_attribute(record.attributes, "name", fmt::format("sprint {}", id), now());
    set_attribute(record.attributes, "state", std::string(below(2) == 0 ? "active" : "closed"),
                  now());
    set_attribute(record.attributes, domain::kDeleted, below(4) == 0, now());
    return record;
  }
  // Of a project, an account or a priority: what few entries have.
  domain::Record named() {
    domain::Record record;
    switch (below(3)) {
      case 0:
        record.kind = domain::RecordKind::kProject;
        record.id = "10";
        set_attribute(record.attributes, "key", std::string("A"), now());
        set_attribute(record.attributes, "lead", user(), now());
        set_attribute(record.attributes, "category", ref("category", 2), now());
        break;
      case 1:
        record.kind = domain::RecordKind::kAccount;
        record.id = std::to_string(1 + below(5));
        set_attribute(record.attributes, "name", "user " + record.id, now());
        set_attribute(record.attributes, "email", record.id + "@example.invalid", now());
        break;
      default:
        record.kind = domain::RecordKind::kPriority;
        record.id = std::to_string(1 + below(3));
        set_attribute(record.attributes, "name", "priority " + record.id, now());
        set_attribute(record.attributes, "order", static_cast<double>(below(3)), now());
    }
    return record;
  }
  domain::Record version() {
    domain::Record record;
    record.kind = domain::RecordKind::kVersion;
    const int id = 1 + below(4);
    record.id = std::to_string(id);
    set_attribute(record.attributes, "name", fmt::format("version {}", id), now());
    set_attribute(record.attributes, "released", below(2) == 0, now());
    return record;
  }

  std::mt19937 random_;
  int64_t at_ = 10'000;
  int64_t history_ = 0;
  int64_t comment_ = 0;
};

}  // namespace tl::lens::test
