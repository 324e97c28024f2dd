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
  if (query.updated_from) add(jql, fmt::format("updated >= {}", literal(*query.updated_from)));
  if (query.updated_to) add(jql, fmt::format("updated <= {}", literal(*query.updated_to)));
  return jql.empty() ? fmt::format("updated >= {}", literal(Instant())) : jql;
}

std::string render_jql(const IssueQuery& query) {
  return render_condition(query) + " ORDER BY updated " + (query.ascending ? "ASC" : "DESC");
}

}  // namespace tl::connectors::jira
