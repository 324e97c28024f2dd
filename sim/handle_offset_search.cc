// The search of Servers: pages by offset, complete histories, any query.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/search.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

struct OffsetSearch {
  std::string jql;
  int64_t start = 0;
  int64_t size = 50;
  bool validate = true;  // false: errors of values become warnings and nothing is found
  std::vector<std::string> fields;
  std::vector<std::string> expand;
};

void write_texts(JsonWriter& w, const char* name, const std::vector<std::string>& texts) {
  w.key(name).begin_array();
  for (const auto& text : texts) w.value(text);
  w.end_array();
}

Response refuse_query(const std::vector<std::string>& messages) {
  JsonWriter w;
  w.begin_object();
  write_texts(w, "errorMessages", messages);
  w.key("errors").begin_object().end_object().end_object();
  return answer(w.take(), 400);
}

std::shared_ptr<const FoundRows> find_rows(Call& call, const OffsetSearch& search,
                                           const JqlQuery& query) {
  const bool cacheable = call.site.options.search_lag_ms == 0;
  const auto key = fmt::format("offset|{}|{}|{}", call.user, call.now / 60'000, search.jql);
  if (cacheable)
    if (auto rows = call.site.searches->find(key, call.world.version)) return rows;
  auto rows = std::make_shared<const FoundRows>(search_issues(call, query, {}));
  if (cacheable) call.site.searches->keep(key, call.world.version, rows);
  return rows;
}

void write_names(JsonWriter& w, const Call& call, const FieldSelection& selection) {
  w.key("names").begin_object();
  for (const auto& info : all_fields())
    if (selection.has(info.out))
      w.member(field_id(info.out, call.flavour()), call.catalog().word(info.name));
  w.end_object();
}

Response run_search(Call& call, const OffsetSearch& search) {
  if (search.start < 0) return refuse(400, "startAt must not be negative.");
  const auto query = parse_jql(search.jql, jql_context(call, call.now));
  const bool broken = !query.errors.empty();
  if (broken && search.validate) return refuse_query(query.errors);
  const auto rows = broken ? std::make_shared<const FoundRows>() : find_rows(call, search, query);
  const auto total = static_cast<int64_t>(rows->size());
  const int64_t cap = call.site.options.search_cap;
  const auto size = search.size < 0 ? cap : std::min(search.size, cap);
  const auto wants = [&](const char* what) {
    return std::find(search.expand.begin(), search.expand.end(), what) != search.expand.end();
  };
  const auto selection = select_fields(search.fields, "*navigable", call.flavour());
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().member("expand", "schema,names").member("startAt", search.start);
  w.member("maxResults", size).member("total", total).key("issues").begin_array();
  for (auto i = search.start; i < std::min(total, search.start + size); ++i)
    renderer.issue(w, *call.world.issue_by_id((*rows)[static_cast<size_t>(i)].issue), selection,
                   wants("changelog") ? 1 : 0);
  w.end_array();
  if (broken) write_texts(w, "warningMessages", query.errors);
  if (wants("names")) write_names(w, call, selection);
  return answer(w.end_object().take());
}

// A number of the body. False: something else stands there.
bool read_number(JsonElement body, const char* name, int64_t& out) {
  const auto value = json_get(body, name);
  return !value || value->get_int64().get(out) == simdjson::SUCCESS;
}

bool read_list(JsonElement body, const char* name, std::vector<std::string>& out) {
  const auto value = json_get(body, name);
  if (!value) return true;
  const auto list = text_list(*value);
  if (list) out = *list;
  return list.has_value();
}

}  // namespace

Response get_offset_search(Call& call) {
  OffsetSearch search;
  search.jql = call.query("jql").value_or("");
  for (const char* name : {"startAt", "maxResults"})
    if (const auto text = call.query(name); text && !parse_int(*text))
      return refuse(404, fmt::format("{} must be a number.", name));
  search.start = call.query_int("startAt", 0);
  search.size = call.query_int("maxResults", 50);
  const auto validate = call.query("validateQuery").value_or("true");
  search.validate = validate != "false" && validate != "none" && validate != "warn";
  search.fields = call.query_list("fields");
  search.expand = call.query_list("expand");
  return run_search(call, search);
}

Response post_offset_search(Call& call) {
  OffsetSearch search;
  const auto body = call.json();
  if (const auto jql = json_get(body, "jql")) {
    std::string_view text;
    if (jql->get_string().get(text) != simdjson::SUCCESS)
      return refuse(400, "Can not deserialize instance of java.lang.String out of the given token");
    search.jql = std::string(text);
  }
  if (!read_number(body, "startAt", search.start) || !read_number(body, "maxResults", search.size))
    return refuse(400, "Can not construct instance of java.lang.Integer from the given value");
  if (!read_list(body, "fields", search.fields) || !read_list(body, "expand", search.expand))
    return refuse(400,
                  "Can not deserialize instance of java.util.ArrayList out of the given token");
  search.validate = json_bool(body, "validateQuery").value_or(true);
  return run_search(call, search);
}

}  // namespace tl::sim
