#include "connectors/jira/jql_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tl::connectors::jira {
namespace {

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// Jira reads small numbers as no date at all. Nothing in a Jira is older than this.
int64_t literal(Instant instant) {
  constexpr int64_t kYear2000 = 946'684'800'000;
  return std::max(instant.ms, kYear2000);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "order by" as two words.
bool begins_order(std::string_view text) {
  constexpr std::string_view kOrder = "order";
  if (!starts_with_no_case(text, kOrder)) return false;
  const std::string_view rest = text.substr(kOrder.size());
  const std::string_view word = trim(rest);
  if (rest.size() == word.size() || !starts_with_no_case(word, "by")) return false;
  return word.size() == 2 || !is_word(word[2]);
}

void add(std::string& jql, const std::string& condition) {
  if (!jql.empty()) jql += " AND ";
  jql += condition;
}

}  // namespace

std::string jql_quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::vector<std::string> usable_keys(const std::vector<std::string>& keys) {
  std::vector<std::string> usable;
  for (const std::string& key : keys) {
    std::string word = upper(trim(key));
    const bool known = std::find(usable.begin(), usable.end(), word) != usable.end();
    if (is_key(word) && !known) usable.push_back(std::move(word));
  }
  return usable;
}

std::string render_condition(const IssueQuery& query) {
  std::string jql;
  std::string keys;
  for (const std::string& key : usable_keys(query.project_keys)) {
    if (!keys.empty()) keys += ", ";
    keys += jql_quote(key);
  }
  if (!keys.empty()) add(jql, "project in (" + keys + ")");
  if (query.closed_since) {
    add(jql,
        fmt::format("(updated >= {} OR statusCategory != Done)", literal(*query.closed_since)));
  }
  if (query.open_only) add(jql, "statusCategory != Done");
  if (query.updated_from) add(jql, fmt::format("updated >= {}", literal(*query.updated_from)));
  if (query.updated_to) add(jql, fmt::format("updated <= {}", literal(*query.updated_to)));
  if (query.updated_below) add(jql, fmt::format("updated < {}", literal(*query.updated_below)));
  if (!query.key_at_most.empty()) add(jql, "key <= " + jql_quote(query.key_at_most));
  const std::string filter = strip_order(query.filter).condition;
  if (jql.empty() && !filter.empty()) add(jql, fmt::format("updated >= {}", literal(Instant())));
  if (!filter.empty()) add(jql, "(" + filter + ")");
  return jql.empty() ? fmt::format("updated >= {}", literal(Instant())) : jql;
}

std::string render_jql(const IssueQuery& query) {
  if (query.by_key) return render_condition(query) + " ORDER BY key DESC";
  const std::string_view order = query.ascending ? "ASC" : "DESC";
  return fmt::format("{} ORDER BY updated {}, key {}", render_condition(query), order, order);
}

PlainFilter strip_order(std::string_view jql) {
  char quote = 0;
  for (size_t i = 0; i < jql.size(); ++i) {
    const char c = jql[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if ((i == 0 || !is_word(jql[i - 1])) && begins_order(jql.substr(i))) {
      return {std::string(trim(jql.substr(0, i))), true};
    }
  }
  return {std::string(trim(jql)), false};
}

std::string render_ids(std::span<const IssueId> ids) {
  std::string list;
  for (const IssueId id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id.value);
  return "id in (" + list + ")";
}

}  // namespace tl::connectors::jira
