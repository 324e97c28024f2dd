// Takes stored descriptions away after a connection was switched off for them, in small steps that
// survive a restart (product.md S2, S7): those of issues, the old and new texts in histories, and
// what deliveries that are still kept hold of them.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "sync/runtime.h"

namespace tl::sync {

// How far it came. Kept as a cursor of the instance, which a pull never uses, until descriptions
// are wanted again: so that a person can be told what went.
struct DescriptionRemoval {
  IssueId after;                    // issues up to this one are done
  store::ArrivalId arrivals_after;  // deliveries, which come behind the issues
  int64_t issues = 0;               // that had a description
  int64_t changes = 0;              // of descriptions that had an old or new text
  bool issues_done = false;
  std::optional<Instant> finished;
  bool operator==(const DescriptionRemoval&) const = default;
};

[[nodiscard]] std::string render_removal(const DescriptionRemoval& removal);
[[nodiscard]] Result<DescriptionRemoval> parse_removal(std::string_view json);

// Nothing when none was begun since descriptions were last wanted.
[[nodiscard]] Result<std::optional<DescriptionRemoval>> load_removal(
    const store::TenantStore& tenant, InstanceId instance);

// Begins anew; what an earlier one had counted is forgotten.
Result<void> want_removal(store::TenantStore& tenant, InstanceId instance);
Result<void> forget_removal(store::TenantStore& tenant, InstanceId instance);

class DescriptionRemover {
 public:
  DescriptionRemover(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // One step. True when there was something to do. Any number of removers may work at once; they
  // take turns.
  Result<bool> step(const connector::Connector& connector);

 private:
  Result<void> step_issues(DescriptionRemoval& removal);
  Result<void> step_arrivals(const connector::Connector& connector, DescriptionRemoval& removal);

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
};

}  // namespace tl::sync
