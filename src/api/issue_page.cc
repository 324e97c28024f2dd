#include "api/issue_page.h"

#include <utility>

#include "api/runtime.h"
#include "base/text.h"
#include "domain/merge.h"
#include "lens/lens_builder.h"
#include "measure/stays.h"
#include "metrics/flow/cycle_time.h"

namespace tl::api {
namespace {

namespace flow = metrics::flow;

struct Target {
  store::FoundIssue found;
  domain::Connection connection;
};

// The issue of that key: present keys before former ones. Two instances with the same key need
// `wanted`.
Result<Target> find_target(Call& call, std::string_view key, std::optional<InstanceId> wanted) {
  const store::TenantStore store = call.store();
  TL_TRY(const auto connections, store.list_connections());
  std::vector<Target> present;
  std::vector<Target> former;
  for (const domain::Connection& connection : connections) {
    if (wanted && connection.id != *wanted) continue;
    const auto found = store.find_issue_by_key(key, connection.id);
    if (found.ok()) (found->moved ? former : present).push_back({*found, connection});
    if (!found.ok() && found.error().code != ErrorCode::kNotFound) return found.error();
  }
  auto& targets = present.empty() ? former : present;
  const std::string shown = shortened(key, 80);
  if (targets.empty()) return make_error(ErrorCode::kNotFound, shown + " is not here.");
  if (targets.size() == 1) return std::move(targets.front());
  std::string names;
  for (const Target& target : targets) names += " " + target.connection.public_id;
  return make_error(ErrorCode::kConflict, shown + " exists in more than one Jira; name one with " +
                                              "the parameter connection:" + names);
}

std::vector<domain::Record> not_deleted(std::vector<domain::Record> records) {
  std::erase_if(records, [](const domain::Record& record) {
    return domain::flag_of(record.attributes, domain::kDeleted);
  });
  return records;
}

Result<IssueFacts> load_facts(Call& call, Target target) {
  const store::TenantStore store = call.store();
  const IssueRef ref = target.found.ref;
  IssueFacts facts;
  facts.connection = std::move(target.connection);
  TL_TRY(facts.issue, store.load_issue(ref));
  TL_TRY(auto histories, store.load_histories(ref));
  facts.histories = domain::effective_histories(std::move(histories));
  if (facts.connection.options.descriptions) {
    TL_CHECK_OK(store.attach_descriptions(ref, facts.histories));
  }
  TL_TRY(auto worklogs, store.load_worklogs(ref));
  facts.worklogs = not_deleted(std::move(worklogs));
  TL_TRY(auto comments, store.load_issue_records(ref, domain::RecordKind::kComment));
  facts.comments = not_deleted(std::move(comments));
  TL_TRY(facts.fields, store.load_field_catalogue(ref.instance));
  return facts;
}

// Its place among those of its project that finished in the twelve weeks up to its own end, and
// why it is not among them.
struct Standing {
  std::optional<double> rank_percent;
  std::string exclusion;
  std::string exclusion_text;
};

Standing decide_standing(const LensView& view, const std::string& project_key, IssueRef ref,
                         const flow::Passage& passage) {
  Standing standing;
  if (passage.end == lens::kNoInstant || passage.outcome == flow::Outcome::kOpen) return standing;
  flow::CycleTimeQuery query;
  query.to = Instant(passage.end + 1);
  query.from = query.to - days(84);
  query.projects = {{ref.instance, project_key}};
  query.population = {true, true, true};
  const auto answer = flow::decide_cycle_time(view.facts(), query);
  if (!answer.ok()) return standing;
  for (const flow::CycleTimePoint& point : answer->points) {
    if (point.issue == ref) standing.rank_percent = point.percentile_rank;
  }
  for (const flow::Exclusion& exclusion : answer->exclusions) {
    for (const IssueRef issue : exclusion.issues) {
      if (issue != ref) continue;
      standing.exclusion = exclusion.code;
      standing.exclusion_text = exclusion.text;
    }
  }
  return standing;
}

void render_cycle(JsonWriter& out, const flow::IssueFlow& passed, const Standing& standing) {
  out.key("cycle").begin_object();
  instant_member(out, "started", passed.started);
  instant_member(out, "finished", passed.finished);
  out.member("seconds", passed.cycle_seconds).member("age_seconds", passed.age_seconds);
  out.member("rank_percent", standing.rank_percent);
  text_or_null(out, "exclusion", standing.exclusion);
  text_or_null(out, "exclusion_text", standing.exclusion_text);
  out.end_object();
}

void render_stays(JsonWriter& out, const std::vector<flow::StatusStay>& stays,
                  const lens::Dictionary& dictionary) {
  out.key("stays").begin_array();
  for (size_t i = 0; i < stays.size(); ++i) {
    const flow::StatusStay& stay = stays[i];
    out.begin_object().key("status");
    lens::DictionaryEntry status = dictionary.at(lens::LensField::kStatus, stay.status);
    status.id = stay.status_id;
    status.name = stay.status_name;
    render_status(out, status);
    out.member("stage", to_text(shown_stage(stay.stage))).member("from", format_instant(stay.from));
    instant_member(out, "to", i + 1 == stays.size() ? std::nullopt : std::optional(stay.to));
    out.member("seconds", stay.seconds).end_object();
  }
  out.end_array();
}

bool is_history_complete(const IssueFacts& facts) {
  const auto total = domain::number_of(facts.issue.attributes, domain::kHistoryTotal);
  return total.has_value() && static_cast<double>(facts.histories.size()) >= *total;
}

std::string render_issue(Call& call, const LensView& view, const IssueFacts& facts,
                         const std::optional<std::string>& moved_from) {
  const Instant now = call.api.clock.now();
  const IssueRef ref = facts.issue.ref;
  // The row is made from the stored facts themselves: the lens may be a moment behind.
  lens::DictionaryBuilder builder(view.version->dictionary());
  const lens::IssueRow row =
      lens::make_row(builder, {ref.instance, {ref.issue, facts.issue.attributes}, facts.histories});
  const lens::Dictionary dictionary = builder.finish();
  const auto& project = dictionary.at(lens::LensField::kProject, row.project);
  NameBook names(call.store(), ref.instance);

  JsonWriter out;
  out.begin_object().key("row");
  render_issue_row(out, view, dictionary, row, now);
  out.member("url", facts.connection.base_url + "/browse/" + facts.issue.key);
  render_issue_fields(out, facts, names);
  flow::Passage passage;
  if (const auto address = view.version->find(ref)) {
    passage = flow::decide_passage(*view.version->parts()[address->part].chunk, address->row,
                                   view.stages);
  }
  render_cycle(out, flow::decide_issue_flow(row, view.stages, now),
               decide_standing(view, project.key, ref, passage));
  render_stays(out, flow::status_stays(row, dictionary, view.stages, now), dictionary);
  render_surroundings(out, view, facts, row, now);
  const bool whole = render_timeline(out, facts, names);
  out.member("moved_from", moved_from);
  out.member("complete", whole && is_history_complete(facts)).end_object();
  return out.take();
}

}  // namespace

Result<net::Response> get_issue(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const auto connection = query.text("connection", 64);
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  const std::string key(trim(call.request.param("key")));
  TL_TRY(const auto wanted, find_connection_filter(call, connection));
  TL_TRY(auto target, find_target(call, key, wanted));
  const auto moved_from = target.found.moved ? std::optional(key) : std::nullopt;
  TL_TRY(const LensView view, pin_view(call));
  TL_TRY(const IssueFacts facts, load_facts(call, std::move(target)));
  return net::json_response(200, render_issue(call, view, facts, moved_from));
}

}  // namespace tl::api
