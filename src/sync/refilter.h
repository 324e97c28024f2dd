// Asking stored issues for their filter again, because its answers may have changed while the
// issues did not: a date came near (`updated >= -30d`), a day ended, a sprint was closed, a name
// means something else, the filter is another one. Only marks change by it; nothing is asked of the
// vendor. A part of the worker of a connection, beside the path of the facts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/filter_here.h"
#include "sync/runtime.h"

namespace tl::sync {

// Where it stands; kept as a cursor of the instance, which a pull never uses.
struct RefilterPlace {
  uint64_t proven = 0;  // fingerprint of the filter by which all marks are right; 0 none
  uint64_t target = 0;  // of the pass that is under way; 0 none
  IssueId after;        // issues up to this one are done
  bool operator==(const RefilterPlace&) const = default;
};

[[nodiscard]] std::string render_place(const RefilterPlace& place);
[[nodiscard]] Result<RefilterPlace> parse_refilter_place(std::string_view json);

// All marks were forgotten: everything is to be looked at.
Result<void> forget_refilter(store::TenantStore& tenant, InstanceId instance);

class Refilter {
 public:
  Refilter(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // One page, a few hundred issues. True when there is more to do at once. A pass over all issues
  // is followed by a pause ten times as long, and at least a minute.
  Result<bool> step(const domain::Connection& connection);
  // When a step may find something although nobody wakes the worker; nothing: never.
  [[nodiscard]] std::optional<Instant> due() const { return due_; }

 private:
  Result<void> load();
  Result<void> save();
  Result<void> rest();
  Result<bool> begin(const FilterHerePtr& filter);
  Result<bool> look(const FilterHerePtr& filter);
  Result<void> mark(const FilterHerePtr& filter, const std::vector<IssueId>& issues);
  void set_due(const FilterHere& filter);

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
  std::optional<RefilterPlace> place_;  // as saved
  FilterHerePtr proven_;                // the filter of place_->proven, when it is known
  FilterHerePtr target_;                // of the pass that is under way
  std::vector<IssueId> candidates_;     // of a narrow pass: those that are left
  bool narrow_ = false;
  Instant began_;
  std::optional<Instant> not_before_;  // the next pass
  std::optional<Instant> due_;
};

}  // namespace tl::sync
