#include "api/numbers_question.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "base/zone.h"
#include "mapping/category.h"
#include "sync/backfill.h"

namespace tl::api {
namespace {

using measure::Category;
using measure::Question;

constexpr size_t kMaxNameChars = 200;
constexpr size_t kMaxKeyChars = 64;
constexpr size_t kMaxQueryWords = 500;

// Of the instant that the question looks from, unless dates are given.
struct Days {
  CivilDate today;
  CivilDate last;
};

Instant end_of(const LensView& view, CivilDate date) {
  return start_of_day(view.zone, CivilDate{date.days + 1}).value_or(Instant(0));
}

// A date stands for its end. What lies ahead cannot be known; today is as good as now.
void read_as_of(QueryReader& query, const LensView& view, Asked& asked, Days& days) {
  const auto given = query.text("as_of", 40);
  if (!given) return;
  const auto date = parse_date(*given);
  const auto instant =
      date ? std::optional(end_of(view, *date) - Millis(1)) : parse_instant(*given);
  if (!instant) {
    query.problem("as_of", "must be a date such as 2026-11-20 or an instant with its offset");
    return;
  }
  const Instant now = asked.question.now;
  if (date ? *date > days.today : *instant > now) {
    query.problem("as_of", "must not lie ahead");
    return;
  }
  if (*instant >= now) return;
  asked.question.as_of = instant;
  days.last = date_in_zone(view.zone, *instant).value_or(days.today);
}

void read_window(QueryReader& query, const LensView& view, Window window, Asked& asked) {
  const Instant now = asked.question.now;
  asked.today = date_in_zone(view.zone, now).value_or(date_of(now));
  Days days{asked.today, asked.today};
  read_as_of(query, view, asked, days);
  const bool has_window = window == Window::kAsked;
  const auto from = has_window ? query.date("from") : std::nullopt;
  const auto to = has_window ? query.date("to") : std::nullopt;
  asked.last = to.value_or(days.last);
  asked.first = from.value_or(CivilDate{asked.last.days - kDefaultWindowDays + 1});
  if (asked.first > asked.last) query.problem("from", "must not be after to");
  if (asked.last.days - asked.first.days >= kMaxWindowDays)
    query.problem("from", fmt::format("must be at most {} days before to", kMaxWindowDays - 1));
  asked.question.from = start_of_day(view.zone, asked.first).value_or(Instant(0));
  asked.question.to = end_of(view, asked.last);
}

// category=bug,feature or category=bug&category=feature.
void read_categories(QueryReader& query, std::vector<Category>& categories) {
  for (const std::string& given : query.texts("category", kMaxFilterValues, kMaxNameChars)) {
    for (const std::string_view one : split(given, ',')) {
      const auto category = mapping::parse_category(trim(one));
      if (category)
        categories.push_back(*category);
      else
        query.problem("category", "must be of feature, bug, chore, discovery, incident, other");
    }
  }
}

void read_population(QueryReader& query, measure::Population& population) {
  const auto levels = query.choices("level", {"standard", "subtask", "epic"});
  if (levels.empty()) return;
  const auto chosen = [&](std::string_view level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  };
  population = {chosen("standard"), chosen("subtask"), chosen("epic")};
}

const domain::Connection* find_connection(const LensView& view, std::string_view public_id) {
  for (const domain::Connection& connection : view.connections) {
    if (connection.public_id == public_id) return &connection;
  }
  return nullptr;
}

void read_connection(QueryReader& query, const LensView& view, Problems& problems, Asked& asked) {
  const auto given = query.text("connection", kMaxKeyChars);
  if (!given) return;
  if (const auto* connection = find_connection(view, *given)) {
    asked.connection = connection->id;
    asked.question.instances = {connection->id};
  } else {
    problems.push_back({"connection", "is not known here"});
  }
}

void read_projects(QueryReader& query, const LensView& view, Asked& asked) {
  const auto keys = query.texts("project", kMaxFilterValues, kMaxKeyChars);
  for (const domain::Connection& connection : view.connections) {
    if (asked.connection && connection.id != *asked.connection) continue;
    for (const std::string& key : keys) asked.question.projects.push_back({connection.id, key});
  }
  // Nothing is connected: an empty list would mean all.
  if (!keys.empty() && asked.question.projects.empty())
    asked.question.projects.push_back({InstanceId(), keys.front()});
}

void read_sprints(QueryReader& query, const LensView& view, Asked& asked) {
  for (const std::string& given : query.texts("sprint", kMaxFilterValues, 128)) {
    if (auto sprint = parse_sprint_ref(given, view)) {
      asked.question.sprints.push_back(std::move(*sprint));
    } else {
      query.problem("sprint", "must be CONNECTION:ID of a connection that is known here");
    }
  }
}

std::string is_one_of(std::string_view name, const std::vector<std::string>& values) {
  std::string text = fmt::format("{} is ", name);
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += i + 1 == values.size() ? " or " : ", ";
    text += values[i];
  }
  return text;
}

std::string sprint_name(const LensView& view, const measure::SprintRef& sprint) {
  const auto& sprints = view.version->dictionary().field(lens::LensField::kSprint);
  const lens::Code code = sprints.find(sprint.instance, sprint.id);
  const std::string& name = sprints.at(code).name;
  return name.empty() ? sprint.id : name;
}

// Each once: a project stands there for every connection.
std::vector<std::string> project_keys(const Question& question) {
  std::vector<std::string> keys;
  std::set<std::string_view> seen;
  for (const measure::ProjectRef& project : question.projects) {
    if (seen.insert(project.key).second) keys.push_back(project.key);
  }
  return keys;
}

void read_rules(QueryReader& query, Question& question) {
  if (query.choice("unit", {"calendar", "working"}) == "working")
    question.unit = measure::TimeUnit::kWorking;
  if (query.choice("start", {"first", "last"}) == "last")
    question.start_rule = measure::StartRule::kLast;
}

}  // namespace

std::optional<measure::SprintRef> parse_sprint_ref(std::string_view given, const LensView& view) {
  const size_t colon = given.find(':');
  if (colon == std::string_view::npos || colon + 1 == given.size()) return std::nullopt;
  const auto* connection = find_connection(view, given.substr(0, colon));
  if (connection == nullptr) return std::nullopt;
  return measure::SprintRef{connection->id, std::string(given.substr(colon + 1))};
}

void read_filters(QueryReader& query, const LensView& view, Problems& problems, Asked& asked) {
  Question& question = asked.question;
  read_connection(query, view, problems, asked);
  read_projects(query, view, asked);
  question.types = query.texts("type", kMaxFilterValues, kMaxNameChars);
  read_categories(query, question.categories);
  read_population(query, question.population);
  question.priorities = query.texts("priority", kMaxFilterValues, kMaxNameChars);
  question.labels = query.texts("label", kMaxFilterValues, kMaxNameChars);
  question.components = query.texts("component", kMaxFilterValues, kMaxNameChars);
  question.epics = query.texts("epic", kMaxFilterValues, kMaxKeyChars);
  read_sprints(query, view, asked);
  asked.jql = query.text("jql", kMaxJqlChars);
}

Asked read_question(QueryReader& query, const LensView& view, Instant now, Problems& problems,
                    Window window) {
  Asked asked;
  asked.question.now = now;
  asked.question.zone = view.zone;
  asked.question.week_start = view.week_start;
  read_window(query, view, window, asked);
  if (window == Window::kAsked) read_rules(query, asked.question);
  asked.csv = query.choice("format", {"json", "csv"}) == "csv";
  read_filters(query, view, problems, asked);
  return asked;
}

void read_period(QueryReader& query, Asked& asked) {
  const std::string length = query.choice("period", {"week", "day", "month"});
  asked.period = measure::parse_period_length(length).value_or(measure::PeriodLength::kWeek);
}

std::vector<std::string> filter_words(const LensView& view, const Asked& asked) {
  const Question& question = asked.question;
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, const std::vector<std::string>& values) {
    if (!values.empty()) words.push_back(is_one_of(name, values));
  };
  if (asked.connection) {
    const domain::Connection* connection = view.connection(*asked.connection);
    if (connection != nullptr) add("connection", {connection->name});
  }
  std::vector<std::string> categories, sprints;
  for (const Category category : question.categories)
    categories.emplace_back(measure::to_text(category));
  for (const measure::SprintRef& sprint : question.sprints)
    sprints.push_back(sprint_name(view, sprint));
  add("project", project_keys(question));
  add("type", question.types);
  add("category", categories);
  add("priority", question.priorities);
  add("label", question.labels);
  add("component", question.components);
  add("epic", question.epics);
  add("sprint", sprints);
  if (asked.jql) words.push_back("query is " + shortened(*asked.jql, kMaxQueryWords));
  return words;
}

std::string population_words(const measure::Population& population) {
  std::string text;
  const auto add = [&](bool wanted, std::string_view name) {
    if (!wanted) return;
    if (!text.empty()) text += ", ";
    text += name;
  };
  add(population.standard, "standard-level issues");
  add(population.subtask, "sub-tasks");
  add(population.epic, "epics and above");
  return text;
}

std::string_view weekday_word(int iso_weekday) {
  constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
  return kDays[static_cast<size_t>(std::clamp(iso_weekday, 1, 7) - 1)];
}

Result<std::optional<Instant>> load_complete_back_to(Call& call, const LensView& view,
                                                     const Asked& asked) {
  store::TenantStore store = call.store();
  std::optional<Instant> latest;
  for (const domain::Connection& connection : view.connections) {
    if (asked.connection && connection.id != *asked.connection) continue;
    TL_TRY(const auto run, sync::load_latest_run(store, connection.id));
    if (run && run->complete_back_to) latest = std::max(latest, run->complete_back_to);
  }
  return latest;
}

}  // namespace tl::api
