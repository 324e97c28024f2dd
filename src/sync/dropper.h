// Takes away what a narrower choice of projects or filter no longer asks for, in small steps that
// survive a restart (DropPolicy::kDelete).
#pragma once

#include <string>
#include <vector>

#include "sync/runtime.h"

namespace tl::sync {

// What is still to be dropped. Kept as a cursor of the instance, which a pull never uses.
struct DropTask {
  std::vector<std::string> key_projects;  // all their issues, as spelled in present keys
  bool by_filter = false;                 // whatever the vendor says does not match
  IssueId after;                          // how far the filter was asked
  bool operator==(const DropTask&) const = default;
};

[[nodiscard]] std::string render_drop_task(const DropTask& task);
[[nodiscard]] Result<DropTask> parse_drop_task(std::string_view json);

// Adds to what is to be dropped already.
Result<void> want_drop(store::TenantStore& tenant, InstanceId instance, const DropTask& task);

class Dropper {
 public:
  Dropper(Runtime& runtime, TenantId tenant, InstanceId instance)
      : runtime_(runtime), tenant_(tenant), instance_(instance) {}

  // One step of what needs no vendor: whole projects. True when there was something to do.
  Result<bool> drop_projects();
  // One step of what only the vendor can say.
  Result<bool> drop_unmatched(const connector::Connector& connector,
                              const connector::Session& session,
                              const domain::Connection& connection);

 private:
  [[nodiscard]] Result<std::optional<DropTask>> load();
  Result<void> save(const DropTask& task);

  Runtime& runtime_;
  TenantId tenant_;
  InstanceId instance_;
};

}  // namespace tl::sync
