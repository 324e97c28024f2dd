#include "jql/issue_file.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_text.h"
#include "base/zone.h"
#include "jql/file_cut.h"
#include "jql/file_world.h"
#include "jql/text_query.h"

namespace tl::jql {
namespace {

Error unreadable(std::string_view place, std::string_view what) {
  return make_error(ErrorCode::kUnreadable, fmt::format("{}: {}.", place, what));
}

struct FileContext {
  Asker asker;
  double hours_per_day = 8;
  double days_per_week = 5;
  std::map<std::string, std::string> users;  // who asks, by instance, as written
};

int week_day(std::string_view name) {
  constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
  for (int day = 0; day < 7; ++day) {
    if (equals_no_case(kDays[day], name)) return day + 1;
  }
  return 0;
}

Result<void> read_users(JsonElement users, FileContext& context) {
  if (!users.is_object()) return unreadable("context.currentUser", "expected an object");
  for (const auto& [instance, user] : simdjson::dom::object(users)) {
    std::string_view id;
    if (user.get(id) == simdjson::SUCCESS) context.users[std::string(instance)] = id;
  }
  return {};
}

Result<FileContext> read_context(JsonElement from) {
  FileContext context;
  if (!from.is_object()) return unreadable("context", "expected an object");
  const auto now = parse_instant(json_text(from, "now").value_or(std::string_view()));
  if (!now) return unreadable("context.now", "expected an instant such as 2026-06-17T10:20:00Z");
  context.asker.now = *now;
  context.asker.zone = json_text(from, "timeZone").value_or("UTC");
  if (!zone_exists(context.asker.zone))
    return unreadable("context.timeZone",
                      fmt::format("no time zone is named {}", context.asker.zone));
  if (const auto day = json_get(from, "weekStart"); day && !day->is_null()) {
    const std::string name = json_id(from, "weekStart");
    context.asker.week_start = week_day(name);
    if (const auto number = parse_int(name); number && *number >= 1 && *number <= 7)
      context.asker.week_start = static_cast<int>(*number);
    if (context.asker.week_start == 0)
      return unreadable("context.weekStart", fmt::format("no day of the week is named {}", name));
  }
  if (const auto hours = json_get(from, "hoursPerDay"))
    context.hours_per_day = number_of_json(*hours).value_or(8);
  if (const auto days = json_get(from, "daysPerWeek"))
    context.days_per_week = number_of_json(*days).value_or(5);
  if (const auto users = json_get(from, "currentUser"); users && !users->is_null())
    TL_CHECK_OK(read_users(*users, context));
  return context;
}

// A part of the file, parsed. The text of an error names the place.
Result<JsonDocument> parse_part(std::string_view text, const std::string& place) {
  auto parsed = JsonDocument::parse(text);
  if (!parsed.ok()) {
    return make_error(parsed.error().code, fmt::format("{}: {}", place, parsed.error().detail));
  }
  return parsed;
}

class InstanceReader {
 public:
  InstanceReader(std::string place, InstanceId id, const FileContext& context)
      : place_(std::move(place)), world_(std::make_shared<FileWorld>()) {
    world_->instance = id;
    world_->hours_per_day = context.hours_per_day;
    world_->days_per_week = context.days_per_week;
  }

  Result<FileInstance> read(std::string_view text) {
    std::string_view issues;
    TL_CHECK_OK(each_member(text, place_, [&](std::string_view key, std::string_view value) {
      if (key != "issues") return read_member(key, value);
      issues = value;
      return Result<void>();
    }));
    if (made_.name.empty()) return unreadable(place_, "the instance has no \"id\"");
    if (issues.empty()) return unreadable(place_, "the instance has no \"issues\"");
    // Last, for they name what the other members tell of.
    const std::string place = place_ + ".issues";
    TL_CHECK_OK(each_element(issues, place, [&](size_t index, std::string_view issue) {
      return read_issue(fmt::format("{}[{}]", place, index), issue);
    }));
    finish_world(*world_, made_.issues);
    made_.catalogue = make_file_catalogue(world_);
    return std::move(made_);
  }

 private:
  Result<void> read_member(std::string_view key, std::string_view value) {
    const std::string place = fmt::format("{}.{}", place_, key);
    TL_TRY(const JsonDocument document, parse_part(value, place));
    const JsonElement root = document.root();
    std::string_view text;
    if (key == "id" && root.get(text) == simdjson::SUCCESS) made_.name = text;
    if (key == "deployment" && root.get(text) == simdjson::SUCCESS)
      world_->cloud = equals_no_case(text, "cloud");
    auto done = read_catalogue_member(key, root, *world_);
    if (!done.ok()) return unreadable(place_, done.error().detail);
    return {};
  }

  Result<void> read_issue(const std::string& place, std::string_view text) {
    TL_TRY(const JsonDocument document, parse_part(text, place));
    TL_TRY(auto issue, read_file_issue(document.root(), place, *world_));
    made_.issues.push_back(std::move(issue));
    return {};
  }

  std::string place_;
  std::shared_ptr<FileWorld> world_;
  FileInstance made_;
};

Result<void> read_instance(size_t index, std::string_view text, const FileContext& context,
                           IssueFile& file) {
  const std::string place = fmt::format("instances[{}]", index);
  InstanceReader reader(place, InstanceId(static_cast<int64_t>(index) + 1), context);
  TL_TRY(FileInstance made, reader.read(text));
  if (file.find(made.name) != nullptr)
    return unreadable(place, fmt::format("an instance named {} is there already", made.name));
  const auto user = context.users.find(made.name);
  if (user != context.users.end()) {
    const auto account = find_account(*made.catalogue, user->second);
    if (!account)
      return unreadable("context.currentUser",
                        fmt::format("{} has no user {}", made.name, user->second));
    file.asker.accounts[made.catalogue->instance()] = *account;
  }
  file.instances.push_back(std::move(made));
  return {};
}

}  // namespace

const FileInstance* IssueFile::find(std::string_view name) const {
  for (const FileInstance& instance : instances) {
    if (instance.name == name) return &instance;
  }
  return nullptr;
}

std::optional<std::string> find_account(const Catalogue& catalogue, std::string_view who) {
  const std::string folded = fold(who);
  std::optional<std::string> found;
  int best = 4;
  catalogue.each(Noun::kUser, [&](const Named& user) {
    int rank = 4;
    if (equals_folded(user.name, folded)) rank = 3;
    if (equals_folded(user.email, folded)) rank = 2;
    if (equals_folded(user.key, folded)) rank = 1;
    if (user.id == who) rank = 0;
    if (rank < best) best = rank, found = user.id;
  });
  return found;
}

Result<IssueFile> parse_issue_file(std::string_view json) {
  std::string_view context_text, instances;
  TL_CHECK_OK(each_member(json, "the file", [&](std::string_view key, std::string_view value) {
    if (key == "context") context_text = value;
    if (key == "instances") instances = value;
    return Result<void>();
  }));
  if (context_text.empty()) return unreadable("the file", "there is no \"context\"");
  if (instances.empty()) return unreadable("the file", "there are no \"instances\"");
  TL_TRY(const JsonDocument document, parse_part(context_text, "context"));
  TL_TRY(const FileContext context, read_context(document.root()));
  IssueFile file;
  file.asker = context.asker;
  TL_CHECK_OK(each_element(instances, "instances", [&](size_t index, std::string_view text) {
    return read_instance(index, text, context, file);
  }));
  return file;
}

}  // namespace tl::jql
