#include "mapping/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "jql/parser.h"

namespace tl::mapping {
namespace {

constexpr std::array<std::string_view, 8> kMembers = {"version",     "types",       "statuses",
                                                      "resolutions", "order",       "start_line",
                                                      "finish_line", "type_queries"};

class ChangeReader {
 public:
  ChangeReader(JsonElement root, std::vector<MemberProblem>& problems)
      : root_(root), problems_(problems) {}

  void problem(std::string member, std::string message) {
    problems_.push_back({std::move(member), std::move(message)});
  }

  // Calls `set(id, value)` for each member of the object `name`; a null value comes as nothing.
  template <typename Set>
  void each(std::string_view name, Set set) {
    const auto member = find(name);
    if (!member || member->is_null()) return;
    simdjson::dom::object object;
    if (member->get(object)) return problem(std::string(name), "must be an object");
    size_t count = 0;
    for (const auto [id, value] : object) {
      if (++count > kMaxMappingEntries)
        return problem(std::string(name),
                       fmt::format("must have no more than {} members", kMaxMappingEntries));
      if (id.empty() || id.size() > kMaxMappingIdBytes) {
        problem(std::string(name), "has a member whose name is no id");
        continue;
      }
      set(std::string(id), value);
    }
  }

  template <typename T, typename Parse>
  void texts(std::string_view name, ById<std::optional<T>>& into, Parse parse,
             std::string_view choices) {
    each(name, [&](std::string id, JsonElement value) {
      std::string_view text;
      if (value.is_null()) {
        into[std::move(id)] = std::nullopt;
        return;
      }
      const auto known = value.get(text) ? std::nullopt : parse(text);
      if (known) {
        into[std::move(id)] = known;
      } else {
        problem(fmt::format("{}.{}", name, id), fmt::format("must be one of {}", choices));
      }
    });
  }

  void flags(std::string_view name, ById<std::optional<bool>>& into) {
    each(name, [&](std::string id, JsonElement value) {
      bool flag = false;
      if (value.is_null()) {
        into[std::move(id)] = std::nullopt;
      } else if (!value.get(flag)) {
        into[std::move(id)] = flag;
      } else {
        problem(fmt::format("{}.{}", name, id), "must be true (it cancels), false or null");
      }
    });
  }

  std::optional<std::vector<std::string>> ids(std::string_view name) {
    const auto member = find(name);
    if (!member) return std::nullopt;
    std::vector<std::string> all;
    if (member->is_null()) return all;
    simdjson::dom::array array;
    if (member->get(array)) {
      problem(std::string(name), "must be an array of status ids");
      return std::nullopt;
    }
    std::set<std::string_view> seen;
    for (const JsonElement item : array) {
      std::string_view id;
      const std::string place = fmt::format("{}[{}]", name, all.size());
      if (item.get(id) || id.empty() || id.size() > kMaxMappingIdBytes)
        problem(place, "must be a status id");
      else if (!seen.insert(id).second)
        problem(place, "stands in the order twice");
      all.emplace_back(id);
      if (all.size() > kMaxMappingEntries) {
        problem(std::string(name),
                fmt::format("must have no more than {} items", kMaxMappingEntries));
        break;
      }
    }
    return all;
  }

  std::optional<std::optional<std::string>> id(std::string_view name) {
    const auto member = find(name);
    if (!member) return std::nullopt;
    if (member->is_null()) return std::optional<std::string>();
    std::string_view text;
    if (member->get(text) || text.empty() || text.size() > kMaxMappingIdBytes) {
      problem(std::string(name), "must be a status id or null");
      return std::nullopt;
    }
    return std::optional(std::string(text));
  }

  // `parse`: each query must be one.
  std::optional<std::vector<TypeQuery>> queries(std::string_view name, bool parse) {
    const auto member = find(name);
    if (!member) return std::nullopt;
    std::vector<TypeQuery> all;
    if (member->is_null()) return all;
    simdjson::dom::array array;
    if (member->get(array)) {
      problem(std::string(name), "must be an array of {query, category}");
      return std::nullopt;
    }
    for (const JsonElement item : array) {
      if (all.size() == kMaxTypeQueries) {
        problem(std::string(name), fmt::format("must have no more than {} items", kMaxTypeQueries));
        break;
      }
      all.push_back(read_query(item, fmt::format("{}[{}]", name, all.size()), parse));
    }
    return all;
  }

  void refuse_unknown() {
    simdjson::dom::object object;
    if (root_.get(object)) return;
    for (const auto [name, value] : object) {
      const bool known = std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end();
      if (!known || name == "version")
        problem(std::string(name.substr(0, 80)), "is not a member of this body");
    }
  }

 private:
  TypeQuery read_query(JsonElement item, const std::string& place, bool parse) {
    TypeQuery read;
    const auto category = parse_category(json_text(item, "category").value_or(""));
    if (category)
      read.category = *category;
    else
      problem(place + ".category",
              "must be one of feature, bug, chore, discovery, incident, other");
    const auto query = json_text(item, "query");
    if (!query || trim(*query).empty() || query->size() > kMaxTypeQueryBytes) {
      problem(place + ".query",
              fmt::format("must be a query of at most {} bytes", kMaxTypeQueryBytes));
      return read;
    }
    read.query = *query;
    if (!parse) return read;
    check_query(read.query, place + ".query");
    for (const auto [name, value] : simdjson::dom::object(item)) {
      if (name != "query" && name != "category")
        problem(place + "." + std::string(name.substr(0, 80)), "is not a member of this body");
    }
    return read;
  }

  void check_query(std::string_view text, const std::string& place) {
    const jql::ParseResult parsed = jql::parse_query(text);
    if (!parsed.ok())
      problem(place, describe(*parsed.problem));
    else if (!parsed.query->order.empty())
      problem(place, "must not have an ORDER BY");
  }

  [[nodiscard]] std::optional<JsonElement> find(std::string_view name) const {
    JsonElement found;
    if (root_[name].get(found)) return std::nullopt;
    return found;
  }

  JsonElement root_;
  std::vector<MemberProblem>& problems_;
};

void write_queries(JsonWriter& out, const std::vector<TypeQuery>& queries) {
  out.key("type_queries").begin_array();
  for (const TypeQuery& one : queries) {
    out.begin_object().member("query", one.query).member("category", to_text(one.category));
    out.end_object();
  }
  out.end_array();
}

template <typename T>
void apply_each(ById<T>& into, const ById<std::optional<T>>& change) {
  for (const auto& [id, value] : change) {
    if (value)
      into.insert_or_assign(id, *value);
    else
      into.erase(id);
  }
}

}  // namespace

std::string describe(const jql::Problem& problem) {
  std::string text =
      fmt::format("{} (line {}, character {})", problem.message, problem.line, problem.column);
  if (!problem.remedy.empty()) text += " " + problem.remedy;
  return text;
}

std::string type_key(std::string_view project_id, std::string_view type_id) {
  return fmt::format("{}/{}", project_id, type_id);
}

MappingChange read_mapping_change(JsonElement root, UnknownMembers unknown,
                                  std::vector<MemberProblem>& problems) {
  MappingChange change;
  if (!root.is_object()) {
    problems.push_back({"", "must be a JSON object"});
    return change;
  }
  ChangeReader reader(root, problems);
  reader.texts("types", change.types, parse_category,
               "feature, bug, chore, discovery, incident, other");
  reader.texts("statuses", change.statuses, parse_stage,
               "queue, active, review, blocked, done, cancelled");
  reader.flags("resolutions", change.resolutions);
  change.order = reader.ids("order");
  change.start_line = reader.id("start_line");
  change.finish_line = reader.id("finish_line");
  change.type_queries = reader.queries("type_queries", unknown == UnknownMembers::kRefuse);
  if (unknown == UnknownMembers::kRefuse) reader.refuse_unknown();
  return change;
}

Mapping apply_change(Mapping before, const MappingChange& change) {
  apply_each(before.types, change.types);
  apply_each(before.statuses, change.statuses);
  apply_each(before.resolutions, change.resolutions);
  if (change.order) before.order = *change.order;
  if (change.start_line) before.start_line = *change.start_line;
  if (change.finish_line) before.finish_line = *change.finish_line;
  if (change.type_queries) before.type_queries = *change.type_queries;
  return before;
}

Result<Mapping> parse_mapping(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  if (!document.root().is_object())
    return make_error(ErrorCode::kUnreadable, "the mapping is no JSON object");
  std::vector<MemberProblem> problems;
  const auto change = read_mapping_change(document.root(), UnknownMembers::kIgnore, problems);
  if (!problems.empty()) {
    return make_error(ErrorCode::kInvalidArgument,
                      fmt::format("{} {}", problems.front().member, problems.front().message));
  }
  Mapping mapping = apply_change({}, change);
  mapping.version = json_int(document.root(), "version").value_or(0);
  return mapping;
}

std::string render_mapping(const Mapping& mapping) {
  JsonWriter out;
  out.begin_object().member("version", mapping.version).key("types").begin_object();
  for (const auto& [id, category] : mapping.types) out.member(id, to_text(category));
  out.end_object().key("statuses").begin_object();
  for (const auto& [id, stage] : mapping.statuses) out.member(id, to_text(stage));
  out.end_object().key("resolutions").begin_object();
  for (const auto& [id, cancels] : mapping.resolutions) out.member(id, cancels);
  out.end_object().key("order").begin_array();
  for (const std::string& id : mapping.order) out.value(id);
  out.end_array().member("start_line", mapping.start_line);
  out.member("finish_line", mapping.finish_line);
  if (!mapping.type_queries.empty()) write_queries(out, mapping.type_queries);
  out.end_object();
  return out.take();
}

}  // namespace tl::mapping
