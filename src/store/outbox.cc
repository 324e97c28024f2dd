#include "store/outbox.h"

#include "store/core.h"
#include "store/sync_state_sql.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr std::string_view kSelect =
    "SELECT effect_key, instance, kind, payload, state, attempts, due, detail, created, updated"
    " FROM outbox WHERE tenant = $1 ";

int64_t number(EffectState state) { return static_cast<int64_t>(state); }

OutboxEffect read_effect(const Row& row) {
  OutboxEffect e;
  e.effect = {row.string(0), InstanceId(row.integer(1)), row.string(2), row.string(3)};
  e.state = static_cast<EffectState>(row.integer(4));
  e.attempts = row.integer(5);
  e.due = Instant(row.integer(6));
  e.detail = row.string(7);
  e.created = Instant(row.integer(8));
  e.updated = Instant(row.integer(9));
  return e;
}

std::vector<OutboxEffect> load_many(Session& session, std::string_view where,
                                    const Params& params) {
  std::vector<OutboxEffect> effects;
  session.query(std::string(kSelect) + std::string(where), params,
                [&](const Row& row) { effects.push_back(read_effect(row)); });
  return effects;
}

}  // namespace

std::string_view to_text(EffectState state) {
  switch (state) {
    case EffectState::kPending:
      return "pending";
    case EffectState::kTrying:
      return "trying";
    case EffectState::kUnknown:
      return "unknown";
    case EffectState::kDone:
      return "done";
    case EffectState::kFailed:
      return "failed";
    case EffectState::kOff:
      return "switched_off";
  }
  return "unknown";
}

bool write_effect(Session& session, const Scope& scope, const domain::Effect& effect, Instant due) {
  return session.exec(
             "INSERT INTO outbox (tenant, effect_key, instance, kind, payload, state, attempts,"
             " due, detail, created, updated) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, '', $8, $8)"
             " ON CONFLICT (tenant, effect_key) DO NOTHING",
             {raw(scope.tenant), effect.key, raw(effect.instance), effect.kind, effect.payload,
              number(EffectState::kPending), due.ms, scope.now.ms}) > 0;
}

void write_effect_state(Session& session, const Scope& scope, const EffectUpdate& update) {
  session.exec(
      "UPDATE outbox SET state = $3, detail = $4, due = COALESCE($5, due), updated = $6"
      " WHERE tenant = $1 AND effect_key = $2",
      {raw(scope.tenant), update.key, number(update.state), update.detail, maybe(update.due),
       scope.now.ms});
}

Result<bool> TenantStore::put_effect(const domain::Effect& effect, Instant due) {
  return core_->facts().write([&](Session& session) {
    return write_effect(session, {tenant_, effect.instance, core_->now()}, effect, due);
  });
}

Result<std::vector<OutboxEffect>> TenantStore::list_due_effects(InstanceId instance, Instant now,
                                                                size_t limit) const {
  return core_->facts().read([&](Session& session) {
    return load_many(session,
                     "AND instance = $2 AND state IN ($3, $4) AND due <= $5"
                     " ORDER BY due, created, effect_key LIMIT $6",
                     {raw(tenant_), raw(instance), number(EffectState::kPending),
                      number(EffectState::kUnknown), now.ms, static_cast<int64_t>(limit)});
  });
}

Result<OutboxEffect> TenantStore::begin_effect(std::string_view key) {
  return core_->facts().write([&](Session& session) -> Result<OutboxEffect> {
    auto found = load_many(session, "AND effect_key = $2", {raw(tenant_), key});
    if (found.empty()) return make_error(ErrorCode::kNotFound, "no such effect");
    const EffectState state = found.front().state;
    if (state != EffectState::kPending && state != EffectState::kUnknown) {
      return make_error(ErrorCode::kConflict,
                        "the effect is " + std::string(to_text(state)) + " already");
    }
    session.exec(
        "UPDATE outbox SET state = $3, attempts = attempts + 1, updated = $4"
        " WHERE tenant = $1 AND effect_key = $2",
        {raw(tenant_), key, number(EffectState::kTrying), core_->now().ms});
    return std::move(found.front());
  });
}

Result<void> TenantStore::save_effect_state(const EffectUpdate& update) {
  return core_->facts().write(
      [&](Session& session) { write_effect_state(session, {tenant_, {}, core_->now()}, update); });
}

Result<std::optional<OutboxEffect>> TenantStore::load_effect(std::string_view key) const {
  return core_->facts().read([&](Session& session) {
    auto found = load_many(session, "AND effect_key = $2", {raw(tenant_), key});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  });
}

Result<std::vector<OutboxEffect>> TenantStore::list_effects(InstanceId instance,
                                                            size_t limit) const {
  return core_->facts().read([&](Session& session) {
    return load_many(session, "AND instance = $2 ORDER BY created DESC, effect_key LIMIT $3",
                     {raw(tenant_), raw(instance), static_cast<int64_t>(limit)});
  });
}

Result<std::vector<OutboxEffect>> TenantStore::list_all_effects(
    std::optional<InstanceId> instance, const std::optional<EffectPlace>& before,
    size_t limit) const {
  const EffectPlace end = before.value_or(EffectPlace{Instant(INT64_MAX), {}});
  return core_->facts().read([&](Session& session) {
    return load_many(session,
                     "AND ($2 = 0 OR instance = $2)"
                     " AND (created < $3 OR (created = $3 AND effect_key > $4))"
                     " ORDER BY created DESC, effect_key LIMIT $5",
                     {raw(tenant_), raw(instance.value_or(InstanceId{})), end.created.ms, end.key,
                      static_cast<int64_t>(limit)});
  });
}

Result<int64_t> TenantStore::switch_on_effects(InstanceId instance, std::string_view pattern) {
  return core_->facts().write([&](Session& session) {
    const int64_t now = core_->now().ms;
    return session.exec(
        "UPDATE outbox SET state = $4, due = $5, updated = $5"
        " WHERE tenant = $1 AND instance = $2 AND kind LIKE $3 AND state = $6",
        {raw(tenant_), raw(instance), pattern, number(EffectState::kPending), now,
         number(EffectState::kOff)});
  });
}

}  // namespace tl::store
