#include "sync/filter_bind.h"

#include <fmt/format.h>

#include <algorithm>

#include "jql/binder.h"
#include "jql/parser.h"
#include "sync/filter_tests.h"

namespace tl::sync {
namespace {

using jql::BoundQuery;
using jql::Test;
using jql::TestKind;

constexpr std::string_view kNotReady =
    "The names of this Jira (fields, statuses, types) are not known yet";
constexpr std::string_view kTextWhy =
    "Jira takes texts apart by the language of the site, so it decides what is found";
constexpr std::string_view kZoneWhy =
    "It is about days, and the time zone of the account is not known";
constexpr std::string_view kWeekWhy = "On which day a week begins for the account, only Jira knows";
// The two zones between which all others lie, and the two usual first days of a week.
constexpr std::string_view kWestmost = "Etc/GMT+12";
constexpr std::string_view kEastmost = "Pacific/Kiritimati";
constexpr int kMonday = 1;
constexpr int kSunday = 7;

// Tells whether people were looked for.
class WatchedCatalogue final : public jql::Catalogue {
 public:
  explicit WatchedCatalogue(const jql::Catalogue& inner) : inner_(inner) {}
  [[nodiscard]] bool named_people() const { return people_; }

  [[nodiscard]] InstanceId instance() const override { return inner_.instance(); }
  [[nodiscard]] bool is_cloud() const override { return inner_.is_cloud(); }
  void each(jql::Noun noun, const Visit& visit) const override {
    people_ |= noun == jql::Noun::kUser;
    inner_.each(noun, visit);
  }
  void each_option(std::string_view field_id, const Visit& visit) const override {
    inner_.each_option(field_id, visit);
  }
  [[nodiscard]] const domain::FieldCatalogue& fields() const override { return inner_.fields(); }
  [[nodiscard]] std::optional<std::string> why_not_stored(
      jql::FieldId field, std::string_view field_id) const override {
    return inner_.why_not_stored(field, field_id);
  }
  [[nodiscard]] std::optional<jql::ValueKind> custom_kind(
      std::string_view field_id) const override {
    return inner_.custom_kind(field_id);
  }
  GroupAnswer members(std::string_view group, std::vector<std::string>& ids) const override {
    return inner_.members(group, ids);
  }
  GroupAnswer saved_filter(std::string_view id_or_name, std::string& jql) const override {
    return inner_.saved_filter(id_or_name, jql);
  }
  [[nodiscard]] std::optional<bool> has_issue(std::string_view) const override {
    return std::nullopt;  // the filter says what is here, so what is here does not say it
  }
  [[nodiscard]] double hours_per_day() const override { return inner_.hours_per_day(); }
  [[nodiscard]] double days_per_week() const override { return inner_.days_per_week(); }

 private:
  const jql::Catalogue& inner_;
  mutable bool people_ = false;
};

bool is_ready(const std::vector<domain::Record>& records) {
  const auto has = [&](domain::RecordKind kind) {
    return std::any_of(records.begin(), records.end(),
                       [&](const domain::Record& record) { return record.kind == kind; });
  };
  return has(domain::RecordKind::kField) && has(domain::RecordKind::kStatus);
}

void leave_open(Test& test, std::string_view why, BoundQuery& bound) {
  if (test.kind == TestKind::kUndecided) return;
  test.kind = TestKind::kUndecided;
  test.why = why;
  bound.undecided.push_back({std::string(why), test.span});
}

// Clauses that another binding of the same text reads otherwise.
void leave_differing(const BoundQuery& other, std::string_view why, BoundQuery& bound) {
  const auto tests = tests_of(bound.where);
  const auto others = tests_of(other.where);
  const bool comparable = tests.size() == others.size();
  for (size_t i = 0; i < tests.size(); ++i) {
    const bool same = comparable && describe_test(*tests[i]) == describe_test(*others[i]);
    if (!same) leave_open(*tests[i], why, bound);
  }
}

// Fields that nobody chose are not asked for, so what is known of them came by chance.
bool is_stored(const std::string& field_id, const domain::Connection& connection,
               const domain::FieldCatalogue& fields) {
  const auto& chosen = connection.options.custom_fields;
  const domain::FieldInfo* field = fields.find(field_id);
  if (chosen.empty() || field == nullptr || field->role != domain::FieldRole::kNone) return true;
  return std::find(chosen.begin(), chosen.end(), field_id) != chosen.end();
}

void leave_unsure(const domain::Connection& connection, const domain::FieldCatalogue& fields,
                  BoundQuery& bound) {
  for (Test* test : tests_of(bound.where)) {
    if (test->kind == TestKind::kText) leave_open(*test, kTextWhy, bound);
    const auto& ids = test->field.custom;
    const bool custom = test->field.id == jql::FieldId::kCustom;
    const bool stored = !custom || std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
      return is_stored(id, connection, fields);
    });
    if (!stored) {
      leave_open(*test,
                 fmt::format("The field {} is not among those that are stored", test->field.name),
                 bound);
    }
  }
}

class Binding {
 public:
  Binding(const jql::Query& query, const jql::Catalogue& catalogue, const FilterGround& ground)
      : query_(query), catalogue_(catalogue) {
    asker_.now = ground.now;
    const domain::Connection& connection = ground.connection;
    if (!connection.account_id.empty()) asker_.accounts[connection.id] = connection.account_id;
  }

  jql::BindResult bind(std::string_view zone, int week_start) {
    asker_.zone = std::string(zone);
    asker_.week_start = week_start;
    return jql::bind(query_, catalogue_, asker_, {});
  }

  void compare(std::string_view zone, int week_start, std::string_view why, BoundQuery& bound) {
    const jql::BindResult other = bind(zone, week_start);
    if (other.bound) leave_differing(*other.bound, why, bound);
  }

 private:
  const jql::Query& query_;
  const jql::Catalogue& catalogue_;
  jql::Asker asker_;
};

}  // namespace

std::optional<jql::Problem> check_form(std::string_view jql) {
  return jql::parse_query(jql, jql::Dialect::kJira).problem;
}

FilterHere::Parts bind_filter(std::string_view jql, const FilterGround& ground,
                              jql::CatalogueFacts facts) {
  FilterHere::Parts parts;
  parts.jql = jql;
  parts.zone = ground.zone;
  jql::ParseResult parsed = jql::parse_query(jql, jql::Dialect::kJira);
  parts.problem = std::move(parsed.problem);
  if (!parsed.query) return parts;
  if (!is_ready(facts.records)) {
    parts.not_ready = kNotReady;
    return parts;
  }
  parsed.query->order.clear();
  parts.fields = facts.fields;
  const auto records = jql::make_record_catalogue(std::move(facts));
  const WatchedCatalogue catalogue(*records);
  Binding binding(*parsed.query, catalogue, ground);
  const bool zoned = !ground.zone.empty();
  const std::string_view zone = zoned ? std::string_view(ground.zone) : kWestmost;
  jql::BindResult result = binding.bind(zone, kMonday);
  parts.names_people = catalogue.named_people();
  if (!result.bound) {
    if (!result.problems.empty()) parts.problem = std::move(result.problems.front());
    return parts;
  }
  leave_unsure(ground.connection, parts.fields, *result.bound);
  if (!zoned) binding.compare(kEastmost, kMonday, kZoneWhy, *result.bound);
  binding.compare(zone, kSunday, kWeekWhy, *result.bound);
  parts.bound = std::move(result.bound);
  return parts;
}

}  // namespace tl::sync
