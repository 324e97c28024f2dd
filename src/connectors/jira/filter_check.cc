// Looking at a filter as a person types it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "connectors/jira/filter.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/parallel.h"
#include "connectors/jira/payload.h"

namespace tl::connectors::jira {
namespace {

using connector::FilterCheck;
using connector::FilterQuery;

constexpr int kSamples = 5;
constexpr size_t kMaxFilter = 10'000;  // characters; Jira refuses longer ones in its pages

// The number after `word` in a message.
std::optional<int> number_after(std::string_view message, std::string_view word) {
  const size_t at = message.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = trim(message.substr(at + word.size()));
  rest = rest.substr(0, rest.find_first_not_of("0123456789"));
  const auto number = parse_int(rest);
  if (!number || *number < 0 || *number > 1'000'000) return std::nullopt;
  return static_cast<int>(*number);
}

// What stands in single or double quotes, in order.
std::vector<std::string> quoted_words(std::string_view message) {
  std::vector<std::string> words;
  for (size_t at = 0; at < message.size(); ++at) {
    const char quote = message[at];
    if (quote != '\'' && quote != '"') continue;
    const size_t end = message.find(quote, at + 1);
    if (end == std::string_view::npos) break;
    words.emplace_back(message.substr(at + 1, end - at - 1));
    at = end;
  }
  return words;
}

// Letters to add, drop or replace, and neighbours to swap.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

void add_names(const Client& client, std::string_view resource, std::vector<std::string>& names) {
  const auto answer = client.get(resource, client.api("/" + std::string(resource)));
  simdjson::dom::array list;
  if (!answer.ok() || answer->root().get(list)) return;
  for (const JsonElement item : list) {
    if (const auto name = json_text(item, "name")) names.emplace_back(*name);
  }
}

// Names of the values of a field, where they are few.
std::string_view list_of_field(std::string_view field) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kLists = {{
      {"status", "status"},
      {"priority", "priority"},
      {"issuetype", "issuetype"},
      {"type", "issuetype"},
      {"resolution", "resolution"},
      {"field", "field"},
  }};
  for (const auto& [name, resource] : kLists) {
    if (equals_no_case(field, name)) return resource;
  }
  return {};
}

// "Field 'X' does not exist ..", "The value 'V' does not exist for the field 'F'."
std::string suggest(const Client& client, std::string_view error) {
  const std::vector<std::string> words = quoted_words(error);
  if (words.empty() || error.find("does not exist") == std::string_view::npos) return {};
  const bool of_value = starts_with_no_case(error, "the value") && words.size() > 1;
  const std::string_view resource = list_of_field(of_value ? words[1] : "field");
  if (resource.empty()) return {};
  std::vector<std::string> names;
  add_names(client, resource, names);
  std::string found = nearest(words[0], names);
  return found == words[0] ? std::string() : found;
}

// Jira's refusal of the filter; "" when it accepts it.
Result<std::string> fetch_error(const Client& client, const std::string& filter) {
  if (client.can().jql_parse) {
    JsonWriter body;
    body.begin_object().key("queries").begin_array().value(filter).end_array().end_object();
    auto answer = client.post_read("jql/parse", client.api("/jql/parse"), body.take());
    if (answer.ok()) {
      simdjson::dom::array queries;
      simdjson::dom::array errors;
      const auto list = json_get(answer->root(), "queries");
      if (!list || list->get(queries) || queries.size() == 0) return std::string();
      const auto said = json_get(queries.at(0), "errors");
      if (!said || said->get(errors) || errors.size() == 0) return std::string();
      return clean_text(id_of(errors.at(0)));
    }
    const ErrorCode code = answer.error().code;
    const bool absent = code == ErrorCode::kVendorGone || code == ErrorCode::kVendorForbidden;
    if (!absent) return std::move(answer).error();
  }
  SearchRequest request;
  request.jql = filter;
  request.marks_only = true;
  request.rows = 1;
  const auto page = fetch_search_page(client, request, {});
  if (page.ok()) return std::string();
  if (page.error().code != ErrorCode::kVendorRefused) return page.error();
  const std::string& detail = page.error().detail;
  constexpr std::string_view kWords = "Jira says: ";
  const size_t at = detail.find(kWords);
  return at == std::string::npos ? detail : detail.substr(at + kWords.size());
}

void note_error(const Client& client, std::string error, FilterCheck& check) {
  if (const auto place = place_in(error)) {
    check.line = place->line;
    check.column = place->column;
  }
  check.suggestion = suggest(client, error);
  check.error = std::move(error);
}

Result<void> add_samples(const Client& client, const std::string& jql, FilterCheck& check) {
  JsonWriter body;
  body.begin_object().member("jql", jql).member("maxResults", kSamples);
  body.key("fields").begin_array().value("summary").value("status").end_array().end_object();
  const std::string_view name = client.can().token_search ? "search/jql" : "search";
  TL_TRY(const Answer answer,
         client.post_read(name, client.api("/" + std::string(name)), body.take()));
  simdjson::dom::array issues;
  const auto list = json_get(answer.root(), "issues");
  if (!list || list->get(issues)) return {};
  for (const JsonElement issue : issues) {
    connector::FilterSample sample{issue_id_member(issue, "id"),
                                   text_member(issue, "key").value_or(""), "", ""};
    if (const auto fields = json_get(issue, "fields")) {
      sample.summary = text_member(*fields, "summary").value_or("");
      const auto status = json_get(*fields, "status");
      if (status) sample.status = text_member(*status, "name").value_or("");
    }
    if (check.samples.size() < kSamples) check.samples.push_back(std::move(sample));
  }
  return {};
}

}  // namespace

std::optional<JqlPlace> place_in(std::string_view message) {
  const auto line = number_after(message, "line ");
  auto column = number_after(message, "character ");
  if (!column) column = number_after(message, "column ");
  if (!line || !column) return std::nullopt;
  return JqlPlace{std::max(1, *line), std::max(1, *column)};
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string lower = to_lower(word);
  const std::string* best = nullptr;
  size_t least = std::max<size_t>(1, lower.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > lower.size() + least || lower.size() > candidate.size() + least) {
      continue;
    }
    const size_t apart = distance(lower, to_lower(candidate));
    if (apart >= least) continue;
    least = apart;
    best = &candidate;
  }
  return best == nullptr ? std::string() : *best;
}

Result<FilterCheck> fetch_filter_check(const Client& client, const FilterQuery& query) {
  FilterCheck check;
  if (query.jql.size() > kMaxFilter) {
    check.error = fmt::format("The filter is longer than {} characters.", kMaxFilter);
    return check;
  }
  const PlainFilter plain = strip_order(query.jql);
  if (plain.had_order) check.notes.push_back("ORDER BY is ignored: the order changes nothing.");
  if (!plain.condition.empty()) {
    TL_TRY(std::string error, fetch_error(client, plain.condition));
    if (!error.empty()) {
      note_error(client, std::move(error), check);
      return check;
    }
  }
  check.valid = true;
  IssueQuery all;
  all.project_keys = query.project_keys;
  IssueQuery matching = all;
  matching.filter = plain.condition;
  std::array<std::optional<int64_t>, 2> counts;
  const std::array<std::string, 2> conditions = {render_condition(matching), render_condition(all)};
  run_parallel(counts.size(), kMaxParallel,
               [&](size_t i) { counts[i] = fetch_count(client, conditions[i]); });
  check.matches = counts[0];
  check.of = counts[1];
  TL_CHECK_OK(add_samples(client, render_jql(matching), check));
  if (check.samples.empty()) check.notes.push_back("The filter is valid, but matches nothing.");
  return check;
}

}  // namespace tl::connectors::jira
