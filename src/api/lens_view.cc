#include "api/lens_view.h"

#include <limits>
#include <utility>

#include "api/runtime.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "jql/lens_catalogue.h"
#include "measure/stays.h"

namespace tl::api {
namespace {

constexpr Millis kCatchUp{500};  // real time

std::optional<Instant> known(int64_t ms) {
  if (ms == lens::kNoInstant) return std::nullopt;
  return Instant(ms);
}

// By the mapping at hand: the dictionary may know types that came after the lens was pinned.
mapping::Category category_of(const LensView& view, const lens::Dictionary& dictionary,
                              const lens::IssueRow& row) {
  if (row.type < view.stages.types().categories().size())
    return view.stages.category(*view.version, row);
  const auto& type = dictionary.at(lens::LensField::kType, row.type);
  return mapping::decide_category(type.name).category;
}

}  // namespace

const domain::Connection* LensView::connection(InstanceId instance) const {
  for (const domain::Connection& connection : connections) {
    if (connection.id == instance) return &connection;
  }
  return nullptr;
}

std::string_view LensView::public_id(InstanceId instance) const {
  const domain::Connection* found = connection(instance);
  return found != nullptr ? std::string_view(found->public_id) : std::string_view();
}

mapping::Mapping read_mapping(const domain::Connection& connection,
                              const std::optional<store::Configuration>& stored) {
  if (!stored) return {};
  auto read = mapping::parse_mapping(stored->document);
  if (!read.ok()) log_error("mapping of " + connection.name, read.error());
  mapping::Mapping mapping = read.ok() ? std::move(read).value() : mapping::Mapping();
  mapping.version = stored->version;
  return mapping;
}

namespace {

using FieldCatalogues = std::map<InstanceId, JqlShelf::Fields>;

Result<FieldCatalogues> load_fields(Call& call, const LensView& view,
                                    const mapping::Mappings& mappings) {
  FieldCatalogues fields;
  for (const auto& [instance, mapping] : mappings) {
    if (mapping.type_queries.empty()) continue;
    TL_TRY(fields[instance], call.api.runtime->jql_shelf.fields(
                                 call.store(), call.tenant(), instance, view.version->position()));
  }
  return fields;
}

mapping::RuleGround rule_ground(const LensView& view, const FieldCatalogues& fields) {
  mapping::RuleGround ground;
  ground.zone = view.zone;
  ground.week_start = view.week_start;
  ground.make_catalogue = [&view, &fields](InstanceId instance) -> std::unique_ptr<jql::Catalogue> {
    const domain::Connection* connection = view.connection(instance);
    const auto known = fields.find(instance);
    if (connection == nullptr || known == fields.end()) return nullptr;
    return jql::make_lens_catalogue(
        *view.version, {instance, connection->flavour == "cloud", known->second.get()});
  };
  return ground;
}

}  // namespace

Result<std::shared_ptr<const mapping::TypeRules>> find_type_rules(
    Call& call, const LensView& view, const mapping::Mappings& mappings) {
  TL_TRY(const FieldCatalogues fields, load_fields(call, view, mappings));
  return call.api.runtime->type_rules.get(view.version, mappings, rule_ground(view, fields));
}

Result<std::vector<mapping::MemberProblem>> check_type_queries(
    Call& call, const LensView& view, InstanceId instance, const mapping::MappingChange& change) {
  if (!change.type_queries || change.type_queries->empty())
    return std::vector<mapping::MemberProblem>();
  mapping::Mappings asked;
  asked[instance].type_queries = *change.type_queries;
  TL_TRY(const FieldCatalogues fields, load_fields(call, view, asked));
  const mapping::RuleGround ground = rule_ground(view, fields);
  const auto catalogue = ground.make_catalogue(instance);
  if (catalogue == nullptr) return make_error(ErrorCode::kNotFound, "no such connection");
  return mapping::check_type_queries(change, *catalogue, ground);
}

Result<LensView> pin_view(Call& call) {
  const store::TenantStore store = call.store();
  LensView view;
  TL_TRY(view.connections, store.list_connections());
  for (const domain::Connection& connection : view.connections) {
    TL_TRY(const auto stored, store.load_configuration(connection.id));
    if (stored) view.mappings.emplace(connection.id, read_mapping(connection, stored));
  }
  TL_TRY(const auto tenant, store.load_tenant());
  view.zone = zone_exists(tenant.zone) ? tenant.zone : "UTC";
  view.week_start = tenant.week_start;
  TL_TRY(const StoredCalendar calendar, load_calendar(store));
  view.calendar = call.api.runtime->calendars.get(call.tenant(), calendar.document, view.zone);
  TL_TRY(const auto feed, store.load_feed(std::numeric_limits<int64_t>::max() - 1, 1));
  TL_TRY(view.version, call.api.lenses.pin_at(call.tenant(), feed.head, kCatchUp));
  TL_TRY(auto rules, find_type_rules(call, view, view.mappings));
  view.stages = mapping::StageMap::make(*view.version, view.mappings, std::move(rules));
  return view;
}

Result<std::optional<InstanceId>> find_connection_filter(
    Call& call, const std::optional<std::string>& public_id) {
  if (!public_id) return std::optional<InstanceId>();
  TL_TRY(const InstanceId instance, call.api.service.find(call.tenant(), *public_id));
  return std::optional(instance);
}

mapping::Stage shown_stage(mapping::Stage stage) {
  return stage == mapping::Stage::kUnmapped ? mapping::Stage::kQueue : stage;
}

mapping::Stage shown_stage(const mapping::StageMap& stages, lens::Code status) {
  return shown_stage(stages.stage(status));
}

std::string_view to_text(lens::StatusCategory category) {
  switch (category) {
    case lens::StatusCategory::kNew:
      return "new";
    case lens::StatusCategory::kIndeterminate:
      return "indeterminate";
    case lens::StatusCategory::kDone:
      return "done";
    default:
      return "undefined";
  }
}

void render_status(JsonWriter& out, const lens::DictionaryEntry& status) {
  out.begin_object().member("id", status.id).member("name", status.name);
  out.member("category", to_text(status.category)).end_object();
}

namespace {

// The sprint it is in: the active one, else the one listed last.
const lens::DictionaryEntry* present_sprint(const lens::Dictionary& dictionary,
                                            const lens::IssueRow& row) {
  const lens::DictionaryEntry* found = nullptr;
  for (const lens::Member& member : row.members) {
    if (member.field != lens::ChangeField::kSprint) continue;
    const auto& entry = dictionary.at(lens::LensField::kSprint, member.code);
    const bool active = found != nullptr && found->sprint && found->sprint->state == "active";
    if (!active) found = &entry;
  }
  return found;
}

// Key and summary of the parent, where that is an epic or above.
void render_epic(JsonWriter& out, const LensView& view, const lens::IssueRow& row) {
  out.key("epic");
  const auto address =
      row.parent ? view.version->find({row.ref.instance, row.parent}) : std::nullopt;
  if (address) {
    const lens::Chunk& chunk = *view.version->parts()[address->part].chunk;
    const auto& type =
        view.version->dictionary().at(lens::LensField::kType, chunk.type[address->row]);
    if (type.level.value_or(0) > 0) {
      out.begin_object().member("key", chunk.key.at(address->row));
      out.member("summary", chunk.summary.at(address->row)).end_object();
      return;
    }
  }
  out.null();
}

void render_measured(JsonWriter& out, const LensView& view, const lens::Dictionary& dictionary,
                     const lens::IssueRow& row, Instant now) {
  const auto flow = measure::decide_issue_flow(row, view.stages, now);
  out.member("cycle_seconds", flow.cycle_seconds);
  out.member("stage", to_text(shown_stage(view.stages, row.status)));
  out.member("age_seconds", flow.age_seconds);
  const auto& points = dictionary.at(lens::LensField::kNumber, row.points);
  out.member("points", row.points == lens::kNoCode ? std::nullopt : parse_number(points.id));
  const lens::DictionaryEntry* sprint = present_sprint(dictionary, row);
  text_or_null(out, "sprint", sprint != nullptr ? sprint->name : "");
  render_epic(out, view, row);
  out.member("flagged", (row.flags & lens::kRowFlagged) != 0);
  out.key("labels").begin_array();
  for (const lens::Member& member : row.members) {
    if (member.field == lens::ChangeField::kLabel)
      out.value(dictionary.at(lens::LensField::kLabel, member.code).name);
  }
  out.end_array();
}

}  // namespace

void render_issue_row(JsonWriter& out, const LensView& view, const lens::Dictionary& dictionary,
                      const lens::IssueRow& row, Instant now) {
  const auto& project = dictionary.at(lens::LensField::kProject, row.project);
  const auto& type = dictionary.at(lens::LensField::kType, row.type);
  const auto& priority = dictionary.at(lens::LensField::kPriority, row.priority);
  const auto& assignee = dictionary.at(lens::LensField::kAccount, row.assignee);
  out.begin_object();
  out.member("connection", view.public_id(row.ref.instance));
  out.member("id", std::to_string(row.ref.issue.value));
  out.member("key", row.key).member("summary", row.summary);
  out.key("project").begin_object().member("id", project.id).member("key", project.key);
  out.member("name", project.name).end_object();
  out.key("type").begin_object().member("id", type.id).member("name", type.name).end_object();
  out.member("category", to_text(category_of(view, dictionary, row)));
  out.key("status");
  render_status(out, dictionary.at(lens::LensField::kStatus, row.status));
  named_member(out, "priority", priority.id, priority.name);
  named_member(out, "assignee", assignee.id, assignee.name);
  instant_member(out, "created", known(row.created));
  instant_member(out, "updated", known(row.updated));
  out.member("deleted", (row.flags & lens::kRowDeleted) != 0);
  out.member("invisible", (row.flags & lens::kRowInvisible) != 0);
  render_measured(out, view, dictionary, row, now);
  out.end_object();
}

}  // namespace tl::api
