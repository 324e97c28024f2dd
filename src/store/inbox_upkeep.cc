// What is done to arrivals long after they came: retention, removal, and other bodies.
#include <fmt/format.h>

#include <map>
#include <tuple>

#include "store/inbox_impl.h"

namespace tl::store {
namespace {

constexpr int64_t kDeleteStep = 5000;  // arrivals a transaction, so that puts come in between

// Deletes the arrivals that `chosen` (SQL) names, with what hangs on them, and counts them. How
// many.
int64_t delete_chosen(Session& session, const std::string& chosen, const Params& params) {
  std::map<int64_t, IntList> ids;  // by tenant
  std::map<std::tuple<int64_t, int64_t, int64_t>, int64_t> hours;
  int64_t gone = 0;
  session.query("DELETE FROM arrival WHERE (tenant, id) IN (" + chosen +
                    ") RETURNING tenant, id, instance, received",
                params, [&](const Row& row) {
                  ids[row.integer(0)].push_back(row.integer(1));
                  ++hours[{row.integer(0), row.integer(2), tally_hour(Instant(row.integer(3)))}];
                  ++gone;
                });
  for (const auto& [tenant, list] : ids) {
    session.exec("DELETE FROM arrival_body WHERE tenant = $1 AND " + session.in("id", 2),
                 {tenant, &list});
    session.exec("DELETE FROM arrival_account WHERE tenant = $1 AND " + session.in("id", 2),
                 {tenant, &list});
  }
  Batch rows(
      "arrival_tally",
      {{"tenant"}, {"instance"}, {"hour"}, {"stored"}, {"deleted"}, {"first_id"}, {"last_id"}},
      "ON CONFLICT (tenant, instance, hour)"
      " DO UPDATE SET deleted = arrival_tally.deleted + excluded.deleted");
  for (const auto& [key, n] : hours) {
    const auto& [tenant, instance, hour] = key;
    rows.add({tenant, instance, hour, 0, n, 0, 0});
  }
  session.insert(rows);
  return gone;
}

}  // namespace

Result<int64_t> Inbox::prune(Instant older_than) {
  int64_t total = 0;
  while (true) {
    TL_TRY(const int64_t step, impl_->database.write([&](Session& session) {
      return delete_chosen(session,
                           "/* every tenant: one retention */ SELECT tenant, id FROM arrival"
                           " WHERE received < $1 AND state <> 1 LIMIT $2",
                           {older_than.ms, kDeleteStep});
    }));
    total += step;
    if (step < kDeleteStep) return total;
  }
}

Result<void> Inbox::delete_instance(TenantId tenant, InstanceId instance) {
  bool more = true;
  while (more) {
    TL_TRY(more, impl_->database.write([&](Session& session) {
      const int64_t gone = delete_chosen(
          session,
          fmt::format("SELECT tenant, id FROM arrival WHERE {}tenant = $1 AND instance = $2"
                      " LIMIT $3",
                      session.off_index()),
          {raw(tenant), raw(instance), kDeleteStep});
      if (gone == kDeleteStep) return true;
      session.exec("DELETE FROM arrival_tally WHERE tenant = $1 AND instance = $2",
                   {raw(tenant), raw(instance)});
      return false;
    }));
  }
  return {};
}

Result<RewrittenBodies> Inbox::rewrite_bodies(TenantId tenant, InstanceId instance, ArrivalId after,
                                              size_t limit, const RewriteBody& rewrite) {
  TL_TRY(const std::vector<StoredArrival> kept, impl_->database.read([&](Session& session) {
    return load_arrivals(
        session, "WHERE a.tenant = $1 AND a.instance = $2 AND a.id > $3 ORDER BY a.id LIMIT $4",
        {raw(tenant), raw(instance), raw(after), static_cast<int64_t>(limit)}, true);
  }));
  RewrittenBodies step{kept.empty() ? after : kept.back().id, 0, kept.size() < limit};
  struct Rewritten {
    int64_t id, bytes;
    Packed body;
  };
  std::vector<Rewritten> bodies;
  for (const StoredArrival& stored : kept) {
    if (auto body = rewrite(stored.arrival.body)) {
      const auto bytes = static_cast<int64_t>(body->size());
      bodies.push_back({raw(stored.id), bytes, pack_body(std::move(*body))});
    }
  }
  if (bodies.empty()) return step;
  TL_CHECK_OK(impl_->database.write([&](Session& session) {
    for (const auto& [id, bytes, body] : bodies) {
      step.changed += session.exec(
          "UPDATE arrival_body SET packing = $3, body = $4 WHERE tenant = $1 AND id = $2",
          {raw(tenant), id, static_cast<int64_t>(body.packing), Blob{body.bytes}});
      session.exec("UPDATE arrival SET bytes = $3 WHERE tenant = $1 AND id = $2",
                   {raw(tenant), id, bytes});
    }
  }));
  return step;
}

}  // namespace tl::store
