// The evaluation rows over the lens: the issues of the file become facts as a connector stores
// them, a lens is built of these, and every row that can be decided there gives exactly its keys;
// an issue in hand agrees with each of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "jql/binder.h"
#include "jql/evaluate.h"
#include "jql/fact_view.h"
#include "jql/issue_file.h"
#include "jql/lens_catalogue.h"
#include "jql/lens_row.h"
#include "jql/parser.h"
#include "jql/search.h"
#include "lens/lens_builder.h"

namespace tl::jql {
namespace {

using domain::Ref;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string text_of(std::string_view id) {
  return std::string(id.starts_with("name:") ? std::string_view() : id);
}

// One instance of a file as facts.
class Facts {
 public:
  explicit Facts(const FileInstance& from) : from_(from) {
    for (const auto& [id, field] : from.catalogue->fields().all()) add_field(field);
    static constexpr std::pair<Noun, domain::RecordKind> kKinds[] = {
        {Noun::kProject, domain::RecordKind::kProject},
        {Noun::kType, domain::RecordKind::kIssueType},
        {Noun::kStatus, domain::RecordKind::kStatus},
        {Noun::kPriority, domain::RecordKind::kPriority},
        {Noun::kResolution, domain::RecordKind::kResolution},
        {Noun::kUser, domain::RecordKind::kAccount},
        {Noun::kSprint, domain::RecordKind::kSprint},
        {Noun::kVersion, domain::RecordKind::kVersion},
        {Noun::kComponent, domain::RecordKind::kComponent}};
    for (const auto& [noun, kind] : kKinds) {
      from.catalogue->each(noun, [&](const Named& named) {
        if (!named.gone) add_record(kind, named);
      });
    }
    for (const auto& view : from.issues) add_issue(*view);
  }

  std::vector<domain::Record> records;
  std::vector<lens::SourceIssue> issues;

 private:
  [[nodiscard]] InstanceId instance() const { return from_.catalogue->instance(); }

  void add_field(const domain::FieldInfo& field) {
    domain::Record record;
    record.kind = domain::RecordKind::kField;
    record.id = field.id;
    set_attribute(record.attributes, "name", field.name, {});
    set_attribute(record.attributes, "custom", true, {});
    set_attribute(record.attributes, "type", field.type, {});
    set_attribute(record.attributes, "items", field.items, {});
    set_attribute(record.attributes, "schema_custom", field.schema_custom, {});
    records.push_back(std::move(record));
  }

  void add_record(domain::RecordKind kind, const Named& named) {
    domain::Record record;
    record.kind = kind;
    record.id = named.id;
    const auto put = [&](std::string_view name, domain::Value value) {
      set_attribute(record.attributes, name, std::move(value), {});
    };
    const auto text = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) put(name, std::string(value));
    };
    const auto ref = [&](std::string_view name, std::string_view id) {
      if (!id.empty()) put(name, Ref{std::string(id), ""});
    };
    text("name", named.name);
    text("state", named.state);
    text("type", named.type);
    text(kind == domain::RecordKind::kAccount ? "login" : "key", named.key);
    text("email", named.email);
    ref("project", named.project);
    ref("lead", named.lead);
    if (!named.category.empty()) put("category", category(kind, named.category));
    if (named.level) put("level", static_cast<double>(*named.level));
    if (named.rank)
      put("order", kind == domain::RecordKind::kPriority ? -*named.rank : *named.rank);
    put("released", named.released);
    put("archived", named.archived);
    records.push_back(std::move(record));
  }

  [[nodiscard]] Ref category(domain::RecordKind kind, std::string_view id) const {
    Ref found{std::string(id), std::string(id)};
    if (kind != domain::RecordKind::kProject) return found;
    from_.catalogue->each(Noun::kProjectCategory, [&](const Named& named) {
      if (named.id == id) found.name = named.name;
    });
    return found;
  }

  static BoundField field(FieldId id) {
    BoundField made;
    made.id = id;
    return made;
  }
  static domain::Refs refs_of(const Values& values) {
    domain::Refs refs;
    for (const Value& value : values.all)
      refs.push_back({text_of(value.id), std::string(value.text)});
    return refs;
  }

  void add_issue(const IssueView& view) {
    lens::SourceIssue& issue = issues.emplace_back();
    issue.instance = instance();
    issue.issue.id = IssueId(view.id());
    put(issue, "key", std::string(view.key()));
    add_refs(view, issue);
    add_plain(view, issue);
    for (const auto& [id, info] : from_.catalogue->fields().all()) add_custom(view, id, issue);
    add_links(view, issue);
    add_histories(view, issue);
    add_worklogs(view, issue);
  }
  static void put(lens::SourceIssue& issue, std::string_view name, domain::Value value) {
    set_attribute(issue.issue.attributes, name, std::move(value), {});
  }

  void add_refs(const IssueView& view, lens::SourceIssue& issue) {
    static constexpr std::pair<FieldId, const char*> kOne[] = {
        {FieldId::kProject, "project"},       {FieldId::kType, "issuetype"},
        {FieldId::kStatus, "status"},         {FieldId::kPriority, "priority"},
        {FieldId::kResolution, "resolution"}, {FieldId::kAssignee, "assignee"},
        {FieldId::kReporter, "reporter"},     {FieldId::kCreator, "creator"},
        {FieldId::kLevel, "security"},        {FieldId::kParent, "parent"}};
    static constexpr std::pair<FieldId, const char*> kMany[] = {
        {FieldId::kComponent, "components"},
        {FieldId::kFixVersion, "fixVersions"},
        {FieldId::kAffectedVersion, "versions"},
        {FieldId::kLabels, "labels"}};
    Values values;
    for (const auto& [id, name] : kOne) {
      view.values(field(id), values);
      if (!values.all.empty()) put(issue, name, refs_of(values).front());
    }
    for (const auto& [id, name] : kMany) {
      view.values(field(id), values);
      put(issue, name, refs_of(values));
    }
  }

  void add_plain(const IssueView& view, lens::SourceIssue& issue) {
    static constexpr std::pair<FieldId, const char*> kInstants[] = {
        {FieldId::kCreated, "created"},
        {FieldId::kUpdated, "updated"},
        {FieldId::kResolved, "resolutiondate"},
        {FieldId::kStatusCategoryChanged, "statuscategorychangedate"}};
    static constexpr std::pair<FieldId, const char*> kNumbers[] = {
        {FieldId::kOriginalEstimate, "timeoriginalestimate"},
        {FieldId::kRemainingEstimate, "timeestimate"},
        {FieldId::kTimeSpent, "timespent"}};
    Values values;
    for (const auto& [id, name] : kInstants) {
      if (view.values(field(id), values) && !values.all.empty())
        put(issue, name, Instant(values.all[0].at));
    }
    for (const auto& [id, name] : kNumbers) {
      if (view.values(field(id), values) && !values.all.empty())
        put(issue, name, values.all[0].number);
    }
    if (view.values(field(FieldId::kDue), values) && !values.all.empty())
      put(issue, "duedate", CivilDate{static_cast<int32_t>(values.all[0].at)});
    if (view.values(field(FieldId::kSummary), values) && !values.all.empty())
      put(issue, "summary", std::string(values.all[0].text));
    put(issue, domain::kHistoryTotal, 1.0);
  }

  void add_custom(const IssueView& view, const std::string& id, lens::SourceIssue& issue) {
    const auto kind = from_.catalogue->custom_kind(id);
    if (!kind) return;
    BoundField custom = field(FieldId::kCustom);
    custom.kind = *kind;
    custom.custom = {id};
    Values values;
    if (!view.values(custom, values) || values.all.empty()) return;
    const Value& first = values.all[0];
    switch (*kind) {
      case ValueKind::kNumber:
      case ValueKind::kDuration:
        return put(issue, id, first.number);
      case ValueKind::kInstant:
        return put(issue, id, Instant(first.at));
      case ValueKind::kDay:
        return put(issue, id, CivilDate{static_cast<int32_t>(first.at)});
      case ValueKind::kName:
        return put(issue, id, refs_of(values));
      default:
        return put(issue, id, std::string(first.text));
    }
  }

  void add_links(const IssueView& view, lens::SourceIssue& issue) {
    std::vector<IssueView::LinkSeen> links;
    Values scratch;
    domain::Refs refs;
    if (view.links(links, scratch)) {
      for (const IssueView::LinkSeen& link : links) {
        const bool out = link.phrase <= link.back;
        const std::string type = out ? std::string(link.phrase) + "/" + std::string(link.back)
                                     : std::string(link.back) + "/" + std::string(link.phrase);
        const auto number = types_.emplace(type, types_.size() + 1).first->second;
        refs.push_back({(out ? "out:" : "in:") + std::to_string(number) + ":" +
                            std::to_string(id_of(link.key)),
                        std::string(link.phrase) + " " + std::string(link.key)});
      }
    }
    put(issue, "issuelinks", std::move(refs));
  }
  [[nodiscard]] int64_t id_of(std::string_view key) const {
    for (const auto& issue : from_.issues) {
      if (issue->key() == key) return issue->id();
    }
    return 0;
  }

  void add_histories(const IssueView& view, lens::SourceIssue& issue) {
    static constexpr const char* kNames[] = {"status",   "assignee",   "reporter",
                                             "priority", "resolution", "fixVersions"};
    int64_t number = view.id() * 1000;
    for (size_t i = 0; i < kHistoryFieldCount; ++i) {
      std::vector<Step> steps;
      view.steps(static_cast<HistoryField>(i), steps);
      for (const Step& step : steps) {
        domain::History history;
        history.issue = issue.issue.id;
        history.id = std::to_string(++number);
        history.author = {std::string(step.by), std::string(step.by_text)};
        history.version = {Instant(step.at), number, domain::SourceRank::kRest, 0};
        const auto text = [](std::string_view t) {
          return t.empty() ? std::nullopt : std::optional(std::string(t));
        };
        history.items.push_back({kNames[i], kNames[i], text(text_of(step.from.id)),
                                 text(step.from.text), text(text_of(step.to.id)),
                                 text(step.to.text)});
        domain::seal_history(history);
        issue.histories.push_back(std::move(history));
      }
    }
  }

  void add_worklogs(const IssueView& view, lens::SourceIssue& issue) {
    Values who;
    Values when;
    view.values(field(FieldId::kWorklogAuthor), who);
    view.values(field(FieldId::kWorklogDate), when);
    for (size_t i = 0; i < std::min(who.all.size(), when.all.size()); ++i) {
      domain::Record record;
      record.kind = domain::RecordKind::kWorklog;
      record.id = std::to_string(view.id() * 100 + static_cast<int64_t>(i));
      record.issue = issue.issue.id;
      set_attribute(record.attributes, "author",
                    Ref{std::string(who.all[i].id), std::string(who.all[i].text)}, {});
      set_attribute(record.attributes, "started", Instant(when.all[i].at), {});
      issue.worklogs.push_back(std::move(record));
    }
  }

  const FileInstance& from_;
  std::map<std::string, size_t> types_;
};

struct Site {
  Facts facts;
  domain::FieldCatalogue fields;
  lens::VersionPtr version;
  std::unique_ptr<Catalogue> catalogue;

  explicit Site(const FileInstance& from) : facts(from) {
    lens::LensBuilder builder;
    lens::KeyMap keys;
    for (const domain::Record& record : facts.records) {
      builder.add_record(from.catalogue->instance(), record);
      if (record.kind == domain::RecordKind::kField) fields.add(record);
    }
    for (const lens::SourceIssue& issue : facts.issues)
      keys[{issue.instance, domain::text_of(issue.issue.attributes, "key")}] = issue.issue.id;
    for (const lens::SourceIssue& issue : facts.issues) builder.add(issue, keys);
    version = builder.finish(1, Instant(1));
    catalogue = make_lens_catalogue(
        *version, {from.catalogue->instance(), from.catalogue->is_cloud(), &fields, true});
  }

  // Nothing: of some issues it is undecided.
  [[nodiscard]] std::optional<std::vector<std::string>> ask(const BoundQuery& query) const {
    const std::vector<BoundQuery> queries = {query};
    const Selection selection = select(*version, queries);
    if (selection.instances[0].undecided != 0) return std::nullopt;
    std::vector<std::string> keys;
    const auto page = sort_page(*version, queries, selection.matched, "", 1000);
    for (const lens::RowAddress row : page->rows) keys.emplace_back(LensRow(*version, row).key());
    return keys;
  }

  // An issue in hand, where it can tell, says the same as its row.
  void compare_in_hand(const BoundQuery& query) const {
    for (const lens::SourceIssue& issue : facts.issues) {
      const auto fact = make_fact_view(
          {issue.instance, issue.issue, issue.histories, true, issue.worklogs, true, fields});
      const Truth in_hand = evaluate(query, *fact);
      const LensRow row(*version, *version->find({issue.instance, issue.issue.id}));
      if (in_hand != Truth::kUndecided) EXPECT_EQ(in_hand, evaluate(query, row)) << row.key();
    }
  }
};

class LensEvaluation : public testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = std::string(TL_SHARED_DIR) + "/jql";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
    auto file = parse_issue_file(read_file(folder + "/issues.json"));
    ASSERT_TRUE(file.ok()) << file.error().detail;
    file_ = std::move(*file);
    for (const FileInstance& instance : file_.instances)
      sites_.emplace(instance.name, std::make_unique<Site>(instance));
    rows_.open(folder + "/eval-open.ndjson");
  }
  // Nothing: the row is an error, or its query cannot be decided over the lens.
  std::optional<BoundQuery> bound(JsonElement row) {
    if (json_get(row, "error")) return std::nullopt;
    const ParseResult parsed = parse_query(std::string(json_id(row, "jql")));
    if (!parsed.ok()) return std::nullopt;
    BindResult result =
        bind(*parsed.query, *sites_.at(json_id(row, "instance"))->catalogue, file_.asker);
    if (!result.bound || !result.bound->undecided.empty()) return std::nullopt;
    return std::move(*result.bound);
  }
  IssueFile file_;
  std::map<std::string, std::unique_ptr<Site>> sites_;
  std::ifstream rows_;
};

TEST_F(LensEvaluation, RowsThatCanBeDecidedGiveTheirKeys) {
  std::string line;
  int decided = 0;
  int asked = 0;
  while (std::getline(rows_, line)) {
    const auto document = JsonDocument::parse(line);
    ASSERT_TRUE(document.ok()) << line;
    const JsonElement row = document->root();
    if (json_get(row, "user")) continue;
    asked += json_get(row, "error") ? 0 : 1;
    const auto query = bound(row);
    if (!query) continue;
    SCOPED_TRACE(json_id(row, "instance") + ": " + json_id(row, "jql"));
    const Site& site = *sites_.at(json_id(row, "instance"));
    site.compare_in_hand(*query);
    std::optional<std::vector<std::string>> got = site.ask(*query);
    if (!got) continue;
    std::vector<std::string> want;
    for (const JsonElement key : simdjson::dom::array(*json_get(row, "keys")))
      want.emplace_back(std::string_view(key));
    if (!json_bool(row, "ordered").value_or(false)) {
      std::sort(want.begin(), want.end());
      std::sort(got->begin(), got->end());
    }
    EXPECT_EQ(*got, want);
    ++decided;
  }
  RecordProperty("decided", decided);
  EXPECT_GT(decided, asked * 3 / 4) << "of " << asked << " queries";
}

}  // namespace
}  // namespace tl::jql
