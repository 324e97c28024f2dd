#include "sim/edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/seeded.h"

namespace tl::sim {

namespace {

constexpr size_t kMaxSummary = 255;
constexpr double kMaxPoints = 1e6;

class EditReader {
 public:
  EditReader(Call& call, const Issue& issue) : call_(call), issue_(issue) {}

  void set(std::string_view name, JsonElement value);
  void update(std::string_view name, simdjson::dom::array operations);
  [[nodiscard]] Edits take() { return std::move(out_); }
  [[nodiscard]] bool ok() const { return !out_.refusal; }

 private:
  void add(Field field, int32_t to) { out_.items.push_back(call_.world.change(issue_, field, to)); }
  void fail(std::string_view name, const std::string& message) {
    if (!out_.refusal) out_.refusal = refuse_field(std::string(name), message);
  }
  void fail_unknown(std::string_view name) {
    fail(name, fmt::format("Field '{}' cannot be set. It is not on the appropriate screen, or "
                           "unknown.",
                           name));
  }
  void set_summary(JsonElement value);
  void set_description(JsonElement value);
  void set_labels(const std::vector<std::string>& labels);
  void set_points(std::string_view name, JsonElement value);
  void set_parent(JsonElement value);
  void set_due(JsonElement value);
  void set_sprint(JsonElement value);
  void set_user(std::string_view name, JsonElement value);
  template <typename List>
  void set_parts(std::string_view name, const List& known, const std::vector<int32_t>& present,
                 Field field, JsonElement value);
  void set_security(JsonElement value);
  void set_typed(std::string_view name, Out field, JsonElement value);
  bool set_custom(std::string_view name, JsonElement value);
  [[nodiscard]] std::string sprint_id() const { return field_id(Out::kSprint, call_.flavour()); }
  [[nodiscard]] const Project& project() const {
    return call_.world.catalog.projects[static_cast<size_t>(issue_.project)];
  }

  Call& call_;
  const Issue& issue_;
  Edits out_;
};

void EditReader::set_summary(JsonElement value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS || trim(text).empty())
    return fail("summary", "You must specify a summary of the issue.");
  if (text.size() > kMaxSummary)
    return fail("summary", "Summary must be less than 255 characters.");
  if (text.find('\n') != std::string_view::npos)
    return fail("summary", "The summary is invalid because it contains newline characters.");
  if (call_.world.text(issue_.summary, TextKind::kLine) == text) return;
  add(Field::kSummary, call_.world.add_text(std::string(text)));
}

void EditReader::set_description(JsonElement value) {
  std::string stored;
  if (!read_rich(value, call_.api, stored))
    return fail("description", call_.api == 2 ? "Operation value must be a string"
                                              : "Operation value must be an Atlassian Document "
                                                "(see the Atlassian Document Format)");
  add(Field::kDescription, call_.world.add_text(std::move(stored)));
}

void EditReader::set_labels(const std::vector<std::string>& labels) {
  std::vector<TextRef> refs;
  for (const auto& label : labels) {
    if (label.empty() || label.find(' ') != std::string::npos)
      return fail("labels", fmt::format("The label '{}' contains spaces which is invalid.", label));
    const auto ref = call_.world.intern(label);
    if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(ref);
  }
  add(Field::kLabels, call_.world.label_list(refs));
}

void EditReader::set_points(std::string_view name, JsonElement value) {
  const bool team_field = field_by_id(name, call_.flavour()) == Out::kPointsTeam;
  if (team_field != project().second_points) return fail_unknown(name);
  const auto field = team_field ? Field::kPointsTeam : Field::kPoints;
  if (value.is_null()) return add(field, kNoPoints);
  double number = 0;
  if (value.get_double().get(number) != simdjson::SUCCESS)
    return fail(name, "Operation value must be a number");
  if (std::abs(number) > kMaxPoints) return fail(name, "The number is too large.");
  add(field, static_cast<int32_t>(std::lround(number * 100)));
}

void EditReader::set_parent(JsonElement value) {
  const auto field = call_.cloud() ? Field::kParent : Field::kEpicLink;
  if (value.is_null()) return add(field, 0);
  // The epic link is a key alone.
  std::string_view plain;
  if (value.get_string().get(plain) == simdjson::SUCCESS) {
    const auto* epic = call_.world.find_issue(plain);
    if (epic == nullptr || !call_.sees(*epic)) return fail("parent", "The epic does not exist.");
    return add(field, epic->id);
  }
  auto id = json_text(value, "key").value_or("");
  const std::string number = json_id(value, "id");
  const auto* parent = call_.world.find_issue(id.empty() ? std::string_view(number) : id);
  if (parent == nullptr || !call_.sees(*parent))
    return fail("parent", "Could not find valid 'id' or 'key' for the parent.");
  add(field, parent->id);
}

void EditReader::set_due(JsonElement value) {
  if (value.is_null()) return add(Field::kDueDate, 0);
  std::string_view text;
  const auto day =
      value.get_string().get(text) == simdjson::SUCCESS ? parse_date(text) : std::nullopt;
  if (!day) return fail("duedate", "Error parsing date string, expected format 'yyyy-MM-dd'");
  add(Field::kDueDate, day->days);
}

void EditReader::set_sprint(JsonElement value) {
  auto list = issue_.sprints;
  std::erase_if(list, [&](int32_t id) {
    const auto* sprint = call_.world.sprint(id);
    return sprint != nullptr && sprint->state != SprintState::kClosed;
  });
  int64_t id = 0;
  if (!value.is_null()) {
    if (value.get_int64().get(id) != simdjson::SUCCESS || call_.world.sprint(id) == nullptr)
      return fail(sprint_id(), "Number value expected as the Sprint id.");
    if (std::find(list.begin(), list.end(), id) == list.end())
      list.push_back(static_cast<int32_t>(id));
  }
  add(Field::kSprint, call_.world.sprint_list(list));
}

void EditReader::set_user(std::string_view name, JsonElement value) {
  UserRef user = 0;
  if (!read_user(call_.world.catalog, value, user))
    return fail(name, fmt::format("Specify a valid '{}' for {}",
                                  call_.cloud() ? "accountId" : "name", name));
  add(name == "assignee" ? Field::kAssignee : Field::kReporter, user);
}

template <typename List>
void EditReader::set_parts(std::string_view name, const List& known,
                           const std::vector<int32_t>& present, Field field, JsonElement value) {
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return fail(name, "data was not an array");
  std::vector<int32_t> wanted;
  for (const auto item : array) {
    const auto id = json_id(item, "id");
    const auto text = json_text(item, "name").value_or("");
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto& k) {
      return std::to_string(k.id) == id || (!text.empty() && k.name == text);
    });
    if (found == known.end()) return fail(name, fmt::format("'{}' is not valid", text));
    wanted.push_back(found->id);
  }
  for (const auto id : present)
    if (std::find(wanted.begin(), wanted.end(), id) == wanted.end())
      out_.items.push_back({id, 0, field});
  for (const auto id : wanted)
    if (std::find(present.begin(), present.end(), id) == present.end())
      out_.items.push_back({0, id, field});
}

void EditReader::set_security(JsonElement value) {
  if (value.is_null()) return add(Field::kSecurity, 0);
  const int id = read_named(security_levels(), value, call_.catalog());
  if (id == 0) return fail("security", "Security level is not valid.");
  add(Field::kSecurity, id);
}

void EditReader::set_typed(std::string_view name, Out field, JsonElement value) {
  std::string text;
  if (!read_typed(call_.catalog(), project(), field, value, call_.api, text))
    return fail(name, fmt::format("Operation value is not valid for a field of the type '{}'",
                                  field_info(field).type));
  const auto side = [&](const std::string& v) {
    return call_.world.intern(fmt::format("{}|{}", static_cast<int>(field), v));
  };
  out_.items.push_back({side(typed_text(call_.world, issue_, field)), side(text), Field::kCustom});
}

bool EditReader::set_custom(std::string_view name, JsonElement value) {
  const auto field = field_by_id(name, call_.flavour());
  if (!field) return false;
  if (*field == Out::kPoints || *field == Out::kPointsTeam) {
    set_points(name, value);
  } else if (*field == Out::kSprint) {
    set_sprint(value);
  } else if (*field == Out::kEpicLink) {
    set_parent(value);
  } else if (*field == Out::kFlagged) {
    simdjson::dom::array array;
    const bool set = value.get_array().get(array) == simdjson::SUCCESS && array.size() > 0;
    add(Field::kFlagged, set ? 1 : 0);
  } else if (*field >= kFirstTyped && *field <= kLastTyped) {
    set_typed(name, *field, value);
  } else {
    return false;
  }
  return true;
}

void EditReader::set(std::string_view name, JsonElement value) {
  if (name == "summary") return set_summary(value);
  if (name == "description") return set_description(value);
  if (name == "assignee" || name == "reporter") return set_user(name, value);
  if (name == "parent") return set_parent(value);
  if (name == "security") return set_security(value);
  if (name == "duedate") return set_due(value);
  if (name == "labels") {
    const auto labels = text_list(value);
    if (!labels) return fail("labels", "data was not an array");
    return set_labels(*labels);
  }
  if (name == "priority") {
    const int id = read_named(priorities(), value, call_.catalog());
    return id == 0 ? fail("priority", "Specify a valid 'id' or 'name' for priority")
                   : add(Field::kPriority, id);
  }
  if (name == "components")
    return set_parts(name, project().components, issue_.components, Field::kComponent, value);
  if (name == "fixVersions")
    return set_parts(name, project().versions, issue_.fix_versions, Field::kFixVersion, value);
  if (!set_custom(name, value)) fail_unknown(name);
}

void EditReader::update(std::string_view name, simdjson::dom::array operations) {
  std::vector<std::string> labels;
  for (const auto label : issue_.labels) labels.push_back(call_.world.text(label, TextKind::kLine));
  for (const auto operation : operations) {
    JsonElement value;  // may be null, which json_get would hide
    if (operation["set"].get(value) == simdjson::SUCCESS) {
      set(name, value);
      continue;
    }
    const auto added = json_text(operation, "add");
    const auto removed = json_text(operation, "remove");
    if (name != "labels" || (!added && !removed)) return fail_unknown(name);
    if (added && std::find(labels.begin(), labels.end(), *added) == labels.end())
      labels.emplace_back(*added);
    if (removed) std::erase(labels, std::string(*removed));
    std::erase_if(out_.items, [](const ChangeItem& i) { return i.field == Field::kLabels; });
    set_labels(labels);
  }
}

}  // namespace

bool read_user(const Catalog& catalog, JsonElement value, UserRef& out) {
  out = 0;
  if (value.is_null()) return true;
  int user = -1;
  if (catalog.flavour->cloud()) {
    auto account = json_text(value, "accountId");
    if (!account) account = json_text(value, "id");
    if (!account) return false;
    user = catalog.user_by_account(*account);
  } else if (const auto login = json_text(value, "name")) {
    user = catalog.user_by_login(*login);
  } else if (const auto key = json_text(value, "key")) {
    user = catalog.user_by_key(*key);
  }
  out = static_cast<UserRef>(user + 1);
  return user >= 0 && catalog.users[static_cast<size_t>(user)].active;
}

int read_named(const std::vector<Named>& list, JsonElement value, const Catalog& catalog) {
  const auto id = json_id(value, "id");
  const std::string name(json_text(value, "name").value_or(""));
  for (const auto& item : list)
    if (std::to_string(item.id) == id || equals_no_case(item.name, name) ||
        (!name.empty() && catalog.word(item.name) == name))
      return item.id;
  return 0;
}

Edits parse_edits(Call& call, const Issue& issue, JsonElement body,
                  const std::vector<std::string_view>& skip) {
  EditReader reader(call, issue);
  const auto skipped = [&](std::string_view name) {
    return std::find(skip.begin(), skip.end(), name) != skip.end();
  };
  simdjson::dom::object object;
  if (const auto fields = json_get(body, "fields");
      fields && fields->get_object().get(object) == simdjson::SUCCESS) {
    for (const auto member : object)
      if (reader.ok() && !skipped(member.key)) reader.set(member.key, member.value);
  }
  if (const auto update = json_get(body, "update");
      update && update->get_object().get(object) == simdjson::SUCCESS) {
    for (const auto member : object) {
      simdjson::dom::array operations;
      if (reader.ok() && !skipped(member.key) &&
          member.value.get_array().get(operations) == simdjson::SUCCESS)
        reader.update(member.key, operations);
    }
  }
  return reader.take();
}

}  // namespace tl::sim
