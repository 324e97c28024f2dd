#include "api/jql_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "jql/print.h"

namespace tl::api {
namespace {

constexpr size_t kMaxClauseBytes = 300;
constexpr size_t kMaxClausesNamed = 3;

std::string clause_text(const JqlAsked& asked, jql::Span span) {
  const std::string_view text = asked.text;
  if (span.begin >= text.size() || span.end <= span.begin) return {};
  return shortened(text.substr(span.begin, span.end - span.begin), kMaxClauseBytes);
}

void clauses_member(JsonWriter& out, const JqlAsked& asked, const jql::InstanceCount& count,
                    const Utf16Offsets& offsets) {
  out.key("clauses").begin_array();
  for (const jql::UndecidedClause& clause : count.clauses) {
    out.begin_object();
    span_members(out, clause.span, offsets);
    out.member("text", clause_text(asked, clause.span)).member("why", clause.why);
    out.member("issues", clause.issues).end_object();
  }
  out.end_array();
}

std::string instances_json(const JqlWorld& world, const JqlAsked& asked,
                           const std::vector<jql::InstanceCount>& counts) {
  const Utf16Offsets offsets(asked.text);
  JsonWriter out;
  out.begin_array();
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i].undecided == 0) continue;
    out.begin_object().member("id", world.instances[i].public_id);
    out.member("name", world.instances[i].name).member("undecided", counts[i].undecided);
    clauses_member(out, asked, counts[i], offsets);
    out.end_object();
  }
  out.end_array();
  return out.take();
}

void optional_member(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.member(name, text);
}

bool same(const jql::Notice& a, const jql::Notice& b) {
  return a.message == b.message && a.span == b.span;
}

bool holds(const std::vector<jql::Notice>& notices, const jql::Notice& wanted) {
  return std::any_of(notices.begin(), notices.end(),
                     [&](const jql::Notice& one) { return same(one, wanted); });
}

}  // namespace

std::string_view to_text(jql::TimeNeed need) {
  switch (need) {
    case jql::TimeNeed::kDay:
      return "day";
    case jql::TimeNeed::kMinute:
      return "minute";
    default:
      return "none";
  }
}

std::string_view answer_text(jql::Truth truth) {
  if (truth == jql::Truth::kYes) return "matches";
  return truth == jql::Truth::kNo ? "no" : "undecided";
}

void span_members(JsonWriter& out, jql::Span span, const Utf16Offsets& offsets) {
  out.member("from", static_cast<int64_t>(offsets.at(span.begin)));
  out.member("to", static_cast<int64_t>(offsets.at(std::max(span.begin, span.end))));
}

void render_jql_problem(JsonWriter& out, const jql::Problem& problem, const Utf16Offsets& offsets) {
  out.begin_object().member("kind", jql::to_text(problem.kind));
  out.member("message", problem.message).member("remedy", problem.remedy);
  out.member("line", static_cast<int64_t>(problem.line));
  out.member("column", static_cast<int64_t>(problem.column));
  span_members(out, problem.span, offsets);
  optional_member(out, "field", problem.field);
  optional_member(out, "value", problem.value);
  optional_member(out, "name", problem.name);
  optional_member(out, "nearest", problem.nearest);
  out.end_object();
}

void notices_member(JsonWriter& out, std::string_view name, const std::vector<jql::Notice>& notices,
                    const Utf16Offsets& offsets) {
  out.key(name).begin_array();
  for (const jql::Notice& notice : notices) {
    out.begin_object().member("message", notice.message);
    span_members(out, notice.span, offsets);
    out.end_object();
  }
  out.end_array();
}

std::vector<jql::Notice> common_notes(const JqlAsked& asked) {
  std::vector<jql::Notice> notes;
  for (const jql::BoundQuery& query : asked.queries) {
    for (const jql::Notice& note : query.notes) {
      if (!holds(notes, note)) notes.push_back(note);
    }
  }
  return notes;
}

std::string normal_text(const JqlAsked& asked) {
  return asked.query ? jql::render_text(*asked.query) : std::string();
}

void counts_member(JsonWriter& out, const JqlWorld& world, const JqlAsked& asked,
                   const std::vector<jql::InstanceCount>& counts, WithWarnings warnings) {
  const Utf16Offsets offsets(asked.text);
  out.key("instances").begin_array();
  for (size_t i = 0; i < counts.size(); ++i) {
    const jql::InstanceCount& count = counts[i];
    out.begin_object().member("id", world.instances[i].public_id);
    out.member("name", world.instances[i].name).member("issues", count.issues);
    out.member("matched", count.matched).member("undecided", count.undecided);
    clauses_member(out, asked, count, offsets);
    if (warnings == WithWarnings::kYes)
      notices_member(out, "warnings", asked.queries[i].warnings, offsets);
    out.end_object();
  }
  out.end_array();
}

int64_t total_undecided(const std::vector<jql::InstanceCount>& counts) {
  int64_t total = 0;
  for (const jql::InstanceCount& count : counts) total += count.undecided;
  return total;
}

int64_t total_matched(const std::vector<jql::InstanceCount>& counts) {
  int64_t total = 0;
  for (const jql::InstanceCount& count : counts) total += count.matched;
  return total;
}

std::string undecided_words(const JqlWorld& world, const JqlAsked& asked,
                            const std::vector<jql::InstanceCount>& counts) {
  const int64_t issues = total_undecided(counts);
  std::string text =
      fmt::format("{} {} cannot be decided here", issues, issues == 1 ? "issue" : "issues");
  size_t named = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    for (const jql::UndecidedClause& clause : counts[i].clauses) {
      if (named++ == kMaxClausesNamed) return text + "; and more.";
      text += fmt::format("{} {} ({} in {}: {})", named == 1 ? ":" : ";",
                          clause_text(asked, clause.span), clause.issues, world.instances[i].name,
                          clause.why);
    }
  }
  return text + (named == 0 ? "." : "");
}

net::Response refuse_undecided(const Call& call, const JqlWorld& world, const JqlAsked& asked,
                               const std::vector<jql::InstanceCount>& counts) {
  ProblemExtras extras;
  extras.members.emplace_back("instances", instances_json(world, asked, counts));
  return render_problem(
      call.where(),
      make_error(ErrorCode::kConflict, undecided_words(world, asked, counts) +
                                           " Say accept_undecided to leave them out."),
      extras);
}

}  // namespace tl::api
