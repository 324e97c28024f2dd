// Checking, making and telling changes of a mapping.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "mapping/view.h"

namespace tl::mapping {
namespace {

constexpr size_t kMaxTold = 5;
constexpr size_t kMaxNameBytes = 60;

class ChangeChecker {
 public:
  ChangeChecker(const lens::Dictionary& dictionary, InstanceId instance)
      : dictionary_(dictionary), instance_(instance) {}

  [[nodiscard]] bool has(lens::LensField field, std::string_view id) const {
    return dictionary_.field(field).find(instance_, id) != lens::kNoCode;
  }
  [[nodiscard]] bool has_type(std::string_view key) const {
    const size_t slash = key.find('/');
    if (slash == std::string_view::npos) return has(lens::LensField::kType, key);
    return has(lens::LensField::kProject, key.substr(0, slash)) &&
           has(lens::LensField::kType, key.substr(slash + 1));
  }
  [[nodiscard]] bool has_status(std::string_view id) const {
    return has(lens::LensField::kStatus, id);
  }

  template <typename Change, typename Saved, typename Has>
  void check(std::string_view member, std::string_view noun, const Change& change,
             const Saved& saved, Has has_it, std::vector<MemberProblem>& problems) const {
    for (const auto& [id, value] : change) {
      if (!saved.contains(id) && !has_it(id))
        problems.push_back(
            {fmt::format("{}.{}", member, id), fmt::format("is not {} of this connection", noun)});
    }
  }

 private:
  const lens::Dictionary& dictionary_;
  InstanceId instance_;
};

// Collects what changed, as people say it.
class Teller {
 public:
  Teller(const lens::Dictionary& dictionary, InstanceId instance)
      : dictionary_(dictionary), instance_(instance) {}

  [[nodiscard]] std::string name(lens::LensField field, std::string_view id) const {
    const auto& known = dictionary_.field(field);
    const std::string& found = known.at(known.find(instance_, id)).name;
    return fmt::format("\"{}\"", shortened(found.empty() ? id : found, kMaxNameBytes));
  }
  [[nodiscard]] std::string type_name(std::string_view key) const {
    const size_t slash = key.find('/');
    if (slash == std::string_view::npos) return name(lens::LensField::kType, key);
    const auto& projects = dictionary_.field(lens::LensField::kProject);
    const std::string& project = projects.at(projects.find(instance_, key.substr(0, slash))).key;
    return fmt::format("{} in {}", name(lens::LensField::kType, key.substr(slash + 1)),
                       project.empty() ? key.substr(0, slash) : std::string_view(project));
  }

  template <typename T, typename Name, typename Say>
  void tell(const ById<T>& before, const ById<T>& after, Name name_of, Say say) {
    for (const auto& [id, value] : after) {
      const auto was = before.find(id);
      if (was == before.end() || was->second != value)
        parts_.push_back(fmt::format("{} {}", name_of(id), say(value)));
    }
    for (const auto& [id, value] : before) {
      if (!after.contains(id)) parts_.push_back(name_of(id) + " as guessed");
    }
  }

  void tell_line(std::string_view which, const std::optional<std::string>& before,
                 const std::optional<std::string>& after) {
    if (before == after) return;
    parts_.push_back(after ? fmt::format("{} at {}", which, name(lens::LensField::kStatus, *after))
                           : fmt::format("{} by stage", which));
  }
  void add(std::string part) { parts_.push_back(std::move(part)); }

  [[nodiscard]] std::string all() const {
    if (parts_.empty()) return "no change";
    std::string text;
    for (size_t i = 0; i < std::min(parts_.size(), kMaxTold); ++i)
      text += (text.empty() ? "" : "; ") + parts_[i];
    if (parts_.size() > kMaxTold) text += fmt::format("; and {} more", parts_.size() - kMaxTold);
    return text;
  }

 private:
  const lens::Dictionary& dictionary_;
  InstanceId instance_;
  std::vector<std::string> parts_;
};

std::string queries_text(const std::vector<TypeQuery>& queries) {
  if (queries.empty()) return "no query decides a category";
  if (queries.size() > 1) return fmt::format("{} queries decide categories", queries.size());
  return fmt::format("\"{}\" is {}", shortened(queries.front().query, kMaxNameBytes),
                     to_text(queries.front().category));
}

bool draws_line(const Mapping& mapping) { return mapping.start_line || mapping.finish_line; }

}  // namespace

std::vector<MemberProblem> check_change(const lens::Dictionary& dictionary, InstanceId instance,
                                        const Mapping& saved, const MappingChange& change) {
  const ChangeChecker checker(dictionary, instance);
  std::vector<MemberProblem> problems;
  const auto has_status = [&](std::string_view id) { return checker.has_status(id); };
  checker.check(
      "types", "a type", change.types, saved.types,
      [&](std::string_view key) { return checker.has_type(key); }, problems);
  checker.check("statuses", "a status", change.statuses, saved.statuses, has_status, problems);
  checker.check(
      "resolutions", "a resolution", change.resolutions, saved.resolutions,
      [&](std::string_view id) { return checker.has(lens::LensField::kResolution, id); }, problems);
  const std::set<std::string_view> ordered(saved.order.begin(), saved.order.end());
  for (size_t i = 0; change.order && i < change.order->size(); ++i) {
    const std::string& id = (*change.order)[i];
    if (!ordered.contains(id) && !has_status(id))
      problems.push_back({fmt::format("order[{}]", i), "is not a status of this connection"});
  }
  if (!problems.empty()) return problems;
  const auto& statuses = dictionary.field(lens::LensField::kStatus);
  if (auto wrong = check_lines(statuses, instance, apply_change(saved, change)))
    problems.push_back(std::move(*wrong));
  return problems;
}

Mapping decide_next(const lens::Dictionary& dictionary, InstanceId instance, const Mapping& saved,
                    const MappingChange& change) {
  Mapping next = apply_change(saved, change);
  if (draws_line(next) && next.order.empty()) {
    const auto& statuses = dictionary.field(lens::LensField::kStatus);
    for (const PlacedStatus& status : decide_workflow(statuses, instance, next))
      next.order.push_back(status.id);
  }
  if (next != saved) next.version = saved.version + 1;
  return next;
}

std::string summarise(const lens::Dictionary& dictionary, InstanceId instance,
                      const Mapping& before, const Mapping& after) {
  Teller teller(dictionary, instance);
  const auto is_text = [](auto value) { return fmt::format("is {}", to_text(value)); };
  teller.tell_line("start line", before.start_line, after.start_line);
  teller.tell_line("finish line", before.finish_line, after.finish_line);
  teller.tell(
      before.types, after.types, [&](const std::string& key) { return teller.type_name(key); },
      is_text);
  teller.tell(
      before.statuses, after.statuses,
      [&](const std::string& id) { return teller.name(lens::LensField::kStatus, id); }, is_text);
  teller.tell(
      before.resolutions, after.resolutions,
      [&](const std::string& id) { return teller.name(lens::LensField::kResolution, id); },
      [](bool cancels) { return cancels ? "cancels" : "does not cancel"; });
  if (before.type_queries != after.type_queries) teller.add(queries_text(after.type_queries));
  if (before.order != after.order)
    teller.add(after.order.empty() ? "statuses in the usual order" : "statuses in a new order");
  return teller.all();
}

}  // namespace tl::mapping
