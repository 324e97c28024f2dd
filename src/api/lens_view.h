// The lens as the handlers of issues and numbers use it: pinned once for a whole answer.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/json_out.h"
#include "api/route.h"
#include "domain/connection.h"
#include "lens/version.h"
#include "mapping/stage_map.h"
#include "measure/facts.h"

namespace tl::api {

struct LensView {
  lens::VersionPtr version;
  mapping::Mappings mappings;  // of the connections that have one
  mapping::StageMap stages;    // by them
  std::vector<domain::Connection> connections;
  std::string zone;            // of the tenant, one that exists
  int week_start = 1;          // ISO weekday
  measure::Calendar calendar;  // of the tenant, in its zone

  // Valid while this view lives.
  [[nodiscard]] measure::Facts facts() const { return {*version, stages, calendar}; }

  // "" when the connection is no longer there.
  [[nodiscard]] std::string_view public_id(InstanceId instance) const;
  [[nodiscard]] const domain::Connection* connection(InstanceId instance) const;
};

// What people have set for a connection, with its version; 0 when nothing was stored. A document
// that cannot be read counts as empty, and is logged.
[[nodiscard]] mapping::Mapping read_mapping(const domain::Connection& connection,
                                            const std::optional<store::Configuration>& stored);

// Waits shortly for the lens to include all that is stored now, so that an answer asked for after a
// `feed` event is never older than the event.
[[nodiscard]] Result<LensView> pin_view(Call& call);

// What the queries of these mappings decide in the pinned version; nullptr when there are none.
// Known already mostly.
[[nodiscard]] Result<std::shared_ptr<const mapping::TypeRules>> find_type_rules(
    Call& call, const LensView& view, const mapping::Mappings& mappings);
// What is wrong with the queries of a change.
[[nodiscard]] Result<std::vector<mapping::MemberProblem>> check_type_queries(
    Call& call, const LensView& view, InstanceId instance, const mapping::MappingChange& change);

// The value of a query parameter `connection`; kNotFound for one that the tenant does not have.
[[nodiscard]] Result<std::optional<InstanceId>> find_connection_filter(
    Call& call, const std::optional<std::string>& public_id);

// A stage the contract knows: what nobody has mapped waits.
[[nodiscard]] mapping::Stage shown_stage(mapping::Stage stage);
[[nodiscard]] mapping::Stage shown_stage(const mapping::StageMap& stages, lens::Code status);

[[nodiscard]] std::string_view to_text(lens::StatusCategory category);  // "new", "undefined", ...

// {"id","name","category"}
void render_status(JsonWriter& out, const lens::DictionaryEntry& status);

// An IssueRow of the API. `dictionary` is the one that the codes of `row` belong to.
void render_issue_row(JsonWriter& out, const LensView& view, const lens::Dictionary& dictionary,
                      const lens::IssueRow& row, Instant now);

}  // namespace tl::api
