#include "sync/descriptions.h"

#include "base/json.h"

namespace tl::sync {
namespace {

constexpr std::string_view kCursor = "$descriptions";
constexpr size_t kIssues = 500;    // a step
constexpr size_t kArrivals = 100;  // a step

Result<void> save(store::TenantStore& tenant, InstanceId instance,
                  const DescriptionRemoval& removal) {
  return tenant.save_cursor(instance, {std::string(kCursor), render_removal(removal), {}});
}

}  // namespace

std::string render_removal(const DescriptionRemoval& removal) {
  JsonWriter out;
  out.begin_object().member("after", removal.after.value);
  out.member("arrivals_after", removal.arrivals_after.value);
  out.member("issues", removal.issues).member("changes", removal.changes);
  out.member("issues_done", removal.issues_done);
  if (removal.finished) out.member("finished", removal.finished->ms);
  out.end_object();
  return out.take();
}

Result<DescriptionRemoval> parse_removal(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  const JsonElement root = document.root();
  DescriptionRemoval removal;
  removal.after = IssueId(json_int(root, "after").value_or(0));
  removal.arrivals_after = store::ArrivalId(json_int(root, "arrivals_after").value_or(0));
  removal.issues = json_int(root, "issues").value_or(0);
  removal.changes = json_int(root, "changes").value_or(0);
  removal.issues_done = json_bool(root, "issues_done").value_or(false);
  if (const auto ms = json_int(root, "finished")) removal.finished = Instant(*ms);
  return removal;
}

Result<std::optional<DescriptionRemoval>> load_removal(const store::TenantStore& tenant,
                                                       InstanceId instance) {
  TL_TRY(const std::optional<store::PullCursor> saved, tenant.load_cursor(instance, kCursor));
  if (!saved) return std::optional<DescriptionRemoval>();
  TL_TRY(DescriptionRemoval removal, parse_removal(saved->state));
  return std::optional(removal);
}

Result<void> want_removal(store::TenantStore& tenant, InstanceId instance) {
  return save(tenant, instance, {});
}

Result<void> forget_removal(store::TenantStore& tenant, InstanceId instance) {
  return tenant.delete_cursor(instance, kCursor);
}

Result<bool> DescriptionRemover::step(const connector::Connector& connector) {
  std::lock_guard turn(runtime_.removals);
  store::TenantStore tenant = runtime_.store.tenant(tenant_);
  TL_TRY(std::optional<DescriptionRemoval> removal, load_removal(tenant, instance_));
  if (!removal || removal->finished) return false;
  if (!removal->issues_done) {
    TL_CHECK_OK(step_issues(*removal));
  } else {
    TL_CHECK_OK(step_arrivals(connector, *removal));
  }
  TL_CHECK_OK(save(tenant, instance_, *removal));
  if (removal->finished) {
    runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  }
  return true;
}

Result<void> DescriptionRemover::step_issues(DescriptionRemoval& removal) {
  TL_TRY(const store::PurgedDescriptions purged,
         runtime_.store.tenant(tenant_).purge_descriptions(instance_, removal.after, kIssues));
  removal.after = purged.last;
  removal.issues += purged.issues;
  removal.changes += purged.changes;
  removal.issues_done = purged.done;
  return {};
}

// Cut once more, as if they came now. One that cannot be read is sealed.
Result<void> DescriptionRemover::step_arrivals(const connector::Connector& connector,
                                               DescriptionRemoval& removal) {
  TL_TRY(const domain::FieldCatalogue fields,
         runtime_.store.tenant(tenant_).load_field_catalogue(instance_));
  const auto recut = [&](std::string_view body) -> std::optional<std::string> {
    auto cut = connector.cut_body(body, {&fields, false});
    if (!cut.ok() || cut->body == body) return std::nullopt;
    return std::move(cut->body);
  };
  TL_TRY(const store::RewrittenBodies step,
         runtime_.store.inbox().rewrite_bodies(tenant_, instance_, removal.arrivals_after,
                                               kArrivals, recut));
  removal.arrivals_after = step.last;
  if (step.done) removal.finished = runtime_.clock.now();
  return {};
}

}  // namespace tl::sync
