#include "sim/seeded.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "base/time_text.h"
#include "sim/adf.h"
#include "sim/edits.h"
#include "sim/rng.h"
#include "sim/words.h"

namespace tl::sim {

namespace {

constexpr double kFilled = 0.3;  // so many issues have a value

std::vector<const Option*> options_of(Out field, int parent = 0) {
  std::vector<const Option*> out;
  for (const auto& option : options())
    if (option.field == field && option.parent == parent) out.push_back(&option);
  return out;
}

std::string seeded_options(Rng& rng, Out field) {
  const auto all = options_of(field);
  const auto* first = rng.pick(all);
  if (field == Out::kCascade) {
    const auto children = options_of(field, first->id);
    return children.empty() || rng.chance(0.2)
               ? std::to_string(first->id)
               : fmt::format("{},{}", first->id, rng.pick(children)->id);
  }
  const bool many = field == Out::kMultiSelect || field == Out::kCheckboxes;
  const auto* second = rng.pick(all);
  if (!many || second == first) return std::to_string(first->id);
  return fmt::format("{},{}", first->id, second->id);
}

std::string seeded_text(const World& world, const Issue& issue, Out field) {
  Rng rng(static_cast<uint64_t>(issue.id), 700 + static_cast<uint64_t>(field));
  if (!rng.chance(kFilled)) return {};
  const auto& catalog = world.catalog;
  const auto& versions = catalog.projects[static_cast<size_t>(issue.project)].versions;
  const auto person = [&] {
    return kFirstPerson + 1 + rng.below(catalog.staff - kFirstPerson - 1);
  };
  switch (field) {
    case Out::kUserPicker:
      return std::to_string(person());
    case Out::kMultiUser:
      return fmt::format("{},{}", person(), kBotUser);
    case Out::kDateTime:
      return std::to_string(issue.created + rng.below(400'000'000));
    case Out::kNumber:
      return fmt::format("{:g}", rng.below(4000) / 4.0 - 100);
    case Out::kTextLine:
      return fmt::format("C-{}/{} = \"{}\"", rng.below(900), rng.below(90), rng.below(9));
    case Out::kTextArea:
      return make_paragraphs(static_cast<uint32_t>(rng.below(1'000'000)));
    case Out::kUrl:
      return fmt::format("https://boards.sim.example/d/{}?from=now-1h&to=now", rng.below(500));
    case Out::kLabelPicker:
      return fmt::format("{} {}", pick_label(rng), "squad-" + std::to_string(rng.below(5)));
    case Out::kVersionPicker:
      return std::to_string(rng.pick(versions).id);
    default:
      return seeded_options(rng, field);
  }
}

bool is_option_field(Out field) {
  return field == Out::kSelect || field == Out::kMultiSelect || field == Out::kCascade ||
         field == Out::kRadio || field == Out::kCheckboxes;
}

bool read_option(Out field, int parent, JsonElement value, std::string& text) {
  const auto id = json_id(value, "id");
  const auto words = json_text(value, "value").value_or("");
  for (const auto* option : options_of(field, parent)) {
    if (std::to_string(option->id) != id && words != option->value) continue;
    if (!text.empty()) text += ',';
    text += std::to_string(option->id);
    const auto child = json_get(value, "child");
    return !child || field != Out::kCascade || parent != 0 ||
           read_option(field, option->id, *child, text);
  }
  return false;
}

bool read_list(JsonElement value, const std::function<bool(JsonElement)>& each) {
  simdjson::dom::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return false;
  return std::all_of(array.begin(), array.end(), [&](JsonElement item) { return each(item); });
}

bool read_person(const Catalog& catalog, JsonElement value, std::string& text) {
  UserRef user = 0;
  if (!read_user(catalog, value, user) || user == 0) return false;
  if (!text.empty()) text += ',';
  text += std::to_string(user - 1);
  return true;
}

bool read_plain(Out field, JsonElement value, int api, std::string& text) {
  std::string_view words;
  double number = 0;
  if (field == Out::kNumber) {
    if (value.get_double().get(number) != simdjson::SUCCESS) return false;
    text = fmt::format("{:g}", number);
    return true;
  }
  if (field == Out::kTextArea) {
    std::string stored;
    if (!read_rich(value, api, stored)) return false;
    text = plain_text(stored);
    return true;
  }
  if (value.get_string().get(words) != simdjson::SUCCESS || words.size() > 32'767) return false;
  if (field == Out::kDateTime) {
    const auto instant = parse_instant(words);
    if (instant) text = std::to_string(instant->ms);
    return instant.has_value();
  }
  if (field == Out::kUrl && !starts_with_no_case(words, "http")) return false;
  if (field == Out::kTextLine && words.size() > 254) return false;
  text = std::string(words);
  return true;
}

template <typename Write>
std::string joined(const std::string& text, const char* between, const Write& write) {
  std::string out;
  for (const auto part : split(text, ',')) {
    if (!out.empty()) out += between;
    out += write(parse_int(part).value_or(0));
  }
  return out;
}

}  // namespace

const std::vector<Option>& options() {
  using O = Out;
  static const std::vector<Option> list{{10201, O::kSelect, "Bronze"},
                                        {10202, O::kSelect, "Silver"},
                                        {10203, O::kSelect, "Gold, with \"extras\""},
                                        {10211, O::kMultiSelect, "Web"},
                                        {10212, O::kMultiSelect, "Android"},
                                        {10213, O::kMultiSelect, "iOS"},
                                        {10221, O::kCascade, "Europe"},
                                        {10222, O::kCascade, "Asia"},
                                        {10223, O::kCascade, "North", 10221},
                                        {10224, O::kCascade, "South", 10221},
                                        {10225, O::kCascade, "East", 10222},
                                        {10231, O::kRadio, "Yes"},
                                        {10232, O::kRadio, "No"},
                                        {10241, O::kCheckboxes, "Accessible"},
                                        {10242, O::kCheckboxes, "Translated"}};
  return list;
}

const Option* find_option(int id) {
  for (const auto& option : options())
    if (option.id == id) return &option;
  return nullptr;
}

std::string typed_text(const World& world, const Issue& issue, Out field) {
  const auto* set = world.typed(issue.id, static_cast<int>(field));
  return set == nullptr ? seeded_text(world, issue, field) : *set;
}

bool read_typed(const Catalog& catalog, const Project& project, Out field, JsonElement value,
                int api, std::string& text) {
  text.clear();
  if (value.is_null()) return true;
  switch (field) {
    case Out::kSelect:
    case Out::kRadio:
    case Out::kCascade:
      return read_option(field, 0, value, text);
    case Out::kMultiSelect:
    case Out::kCheckboxes:
      return read_list(value, [&](JsonElement v) { return read_option(field, 0, v, text); });
    case Out::kUserPicker:
      return read_person(catalog, value, text);
    case Out::kMultiUser:
      return read_list(value, [&](JsonElement v) { return read_person(catalog, v, text); });
    case Out::kLabelPicker:
      return read_list(value, [&](JsonElement v) {
        std::string_view word;
        if (v.get_string().get(word) != simdjson::SUCCESS || word.empty() ||
            word.find(' ') != std::string_view::npos)
          return false;
        text += (text.empty() ? "" : " ") + std::string(word);
        return true;
      });
    case Out::kVersionPicker: {
      const auto id = parse_int(json_id(value, "id"));
      const auto known = std::any_of(project.versions.begin(), project.versions.end(),
                                     [&](const Version& v) { return id && v.id == *id; });
      if (known) text = std::to_string(*id);
      return known;
    }
    default:
      return read_plain(field, value, api, text);
  }
}

std::string typed_value(const Catalog& catalog, Out field, const std::string& text) {
  if (is_option_field(field) || field == Out::kVersionPicker) return text;
  if (field != Out::kUserPicker && field != Out::kMultiUser) return {};
  return joined(text, ", ", [&](int64_t user) {
    const auto& known = catalog.users[static_cast<size_t>(user)];
    return catalog.flavour->cloud() ? known.account_id : known.key;
  });
}

std::string typed_words(const Catalog& catalog, Out field, const std::string& text) {
  if (text.empty()) return {};
  if (is_option_field(field))
    return joined(text, ",", [](int64_t id) {
      const auto* option = find_option(static_cast<int>(id));
      return std::string(option == nullptr ? "" : option->value);
    });
  if (field == Out::kUserPicker || field == Out::kMultiUser)
    return joined(text, ", ",
                  [&](int64_t user) { return catalog.users[static_cast<size_t>(user)].name; });
  if (field == Out::kVersionPicker) {
    for (const auto& project : catalog.projects)
      for (const auto& version : project.versions)
        if (std::to_string(version.id) == text) return version.name;
  }
  if (field == Out::kDateTime) return format_instant(Instant(parse_int(text).value_or(0)));
  return text;
}

std::vector<RemoteLink> seeded_remote_links(int32_t issue, const std::string& key) {
  std::vector<RemoteLink> out;
  Rng rng(static_cast<uint64_t>(issue), 801);
  int32_t id = issue * 4;
  if (rng.chance(0.15)) {
    const int page = 60'000 + rng.below(9000);
    out.push_back({id++, "Confluence", fmt::format("appId=51a0&pageId={}", page), "Wiki Page",
                   fmt::format("https://wiki.sim.example/pages/viewpage.action?pageId={}", page),
                   "Page"});
  }
  if (rng.chance(0.25)) {
    const int number = 1 + rng.below(4000);
    out.push_back({id++, "", fmt::format("pr-{}", number), "mentioned in",
                   fmt::format("https://github.com/sim-example/shop/pull/{}", number),
                   fmt::format("{}: pull request #{}", key, number), rng.chance(0.6)});
  }
  return out;
}

const TeamInfo* team_of(const Issue& issue) {
  static constexpr TeamInfo kTeams[] = {{"2f1c0a7e-1111-4a00-8a00-000000000001", "Night Owls"},
                                        {"2f1c0a7e-1111-4a00-8a00-000000000002", "Early Birds"},
                                        {"2f1c0a7e-1111-4a00-8a00-000000000003", "Platform & Co"}};
  Rng rng(static_cast<uint64_t>(issue.id), 802);
  return rng.chance(0.6) ? &kTeams[static_cast<size_t>(issue.project + rng.below(2)) % 3] : nullptr;
}

}  // namespace tl::sim
