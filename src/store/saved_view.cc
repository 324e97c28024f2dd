#include "store/saved_view.h"

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "store/core.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr std::string_view kColumns =
    "SELECT v.id, v.owner, v.page, v.name, v.search, v.shared, v.created, v.updated, v.revision,"
    " CASE WHEN s.view_id IS NULL THEN 0 ELSE 1 END, CASE WHEN d.view_id IS NULL THEN 0 ELSE 1 END"
    " FROM saved_view v"
    " LEFT JOIN view_star s ON s.tenant = v.tenant AND s.user_id = $2 AND s.view_id = v.id"
    " LEFT JOIN view_default d ON d.tenant = v.tenant AND d.user_id = $2 AND d.view_id = v.id"
    " WHERE v.tenant = $1 AND (v.owner = $2 OR v.shared = 1)";

SavedView read_view(const Row& row) {
  SavedView view;
  view.id = row.string(0);
  view.owner = UserId(row.integer(1));
  view.page = row.string(2);
  view.name = row.string(3);
  view.search = row.string(4);
  view.shared = row.integer(5) != 0;
  view.created = Instant(row.integer(6));
  view.updated = Instant(row.integer(7));
  view.revision = row.integer(8);
  view.starred = row.integer(9) != 0;
  view.is_default = row.integer(10) != 0;
  return view;
}

std::optional<SavedView> find_view(Session& session, TenantId tenant, UserId user,
                                   std::string_view id) {
  std::optional<SavedView> found;
  session.query(std::string(kColumns) + " AND v.id = $3", {raw(tenant), raw(user), id},
                [&](const Row& row) { found = read_view(row); });
  return found;
}

Error not_here() { return make_error(ErrorCode::kNotFound, "there is no such view"); }

}  // namespace

Result<std::vector<SavedView>> TenantStore::list_views(UserId user) const {
  return core_->facts().read([&](Session& session) {
    std::vector<SavedView> views;
    session.query(std::string(kColumns) + " ORDER BY v.name, v.id", {raw(tenant_), raw(user)},
                  [&](const Row& row) { views.push_back(read_view(row)); });
    return views;
  });
}

Result<SavedView> TenantStore::load_view(UserId user, std::string_view id) const {
  return core_->facts().read([&](Session& session) -> Result<SavedView> {
    auto found = find_view(session, tenant_, user, id);
    if (!found) return not_here();
    return std::move(*found);
  });
}

Result<SavedView> TenantStore::create_view(const SavedView& view) {
  return core_->facts().write([&](Session& session) -> Result<SavedView> {
    const int64_t count =
        session.query_int("SELECT COUNT(*) FROM saved_view WHERE tenant = $1", {raw(tenant_)})
            .value_or(0);
    if (count >= static_cast<int64_t>(kMaxViews))
      return make_error(ErrorCode::kTooLarge, "there are 2000 views already; delete some first");
    const std::string id = random_public_id();
    const int64_t now = core_->now().ms;
    session.exec(
        "INSERT INTO saved_view (tenant, id, owner, page, name, search, shared, created, updated,"
        " revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1)",
        {raw(tenant_), id, raw(view.owner), view.page, view.name, view.search, int64_t{view.shared},
         now});
    return *find_view(session, tenant_, view.owner, id);
  });
}

Result<SavedView> TenantStore::update_view(UserId user, const SavedView& view) {
  return core_->facts().write([&](Session& session) -> Result<SavedView> {
    const auto known = find_view(session, tenant_, user, view.id);
    if (!known) return not_here();
    if (known->revision != view.revision)
      return make_error(ErrorCode::kConflict, "the view was changed by somebody else");
    session.exec(
        "UPDATE saved_view SET name = $3, search = $4, shared = $5, updated = $6,"
        " revision = revision + 1 WHERE tenant = $1 AND id = $2",
        {raw(tenant_), view.id, view.name, view.search, int64_t{view.shared}, core_->now().ms});
    if (known->shared && !view.shared) {  // nobody else sees it any more
      for (const char* table : {"view_star", "view_default"}) {
        session.exec("DELETE FROM " + std::string(table) +
                         " WHERE tenant = $1 AND view_id = $2 AND user_id <> $3",
                     {raw(tenant_), view.id, raw(known->owner)});
      }
    }
    return *find_view(session, tenant_, user, view.id);
  });
}

Result<void> TenantStore::delete_view(UserId user, std::string_view id) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    if (!find_view(session, tenant_, user, id)) return not_here();
    session.exec("DELETE FROM view_star WHERE tenant = $1 AND view_id = $2", {raw(tenant_), id});
    session.exec("DELETE FROM view_default WHERE tenant = $1 AND view_id = $2", {raw(tenant_), id});
    session.exec("DELETE FROM saved_view WHERE tenant = $1 AND id = $2", {raw(tenant_), id});
    return {};
  });
}

Result<void> TenantStore::set_view_star(UserId user, std::string_view id, bool starred) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    if (!find_view(session, tenant_, user, id)) return not_here();
    session.exec("DELETE FROM view_star WHERE tenant = $1 AND user_id = $2 AND view_id = $3",
                 {raw(tenant_), raw(user), id});
    if (starred)
      session.exec("INSERT INTO view_star (tenant, user_id, view_id) VALUES ($1, $2, $3)",
                   {raw(tenant_), raw(user), id});
    return {};
  });
}

Result<void> TenantStore::set_view_default(UserId user, std::string_view id, bool is_default) {
  return core_->facts().write([&](Session& session) -> Result<void> {
    const auto view = find_view(session, tenant_, user, id);
    if (!view) return not_here();
    if (!is_default && !view->is_default) return {};
    session.exec("DELETE FROM view_default WHERE tenant = $1 AND user_id = $2 AND page = $3",
                 {raw(tenant_), raw(user), view->page});
    if (is_default)
      session.exec(
          "INSERT INTO view_default (tenant, user_id, page, view_id) VALUES ($1, $2, $3, $4)",
          {raw(tenant_), raw(user), view->page, id});
    return {};
  });
}

Result<ShortLink> TenantStore::save_link(std::string_view page, std::string_view search) {
  const std::string digest = to_hex(sha256(std::string(page) + "\n" + std::string(search)));
  const ShortLink link{digest.substr(0, 20), std::string(page), std::string(search)};
  return core_->facts().write([&](Session& session) -> Result<ShortLink> {
    const int64_t count =
        session.query_int("SELECT COUNT(*) FROM short_link WHERE tenant = $1", {raw(tenant_)})
            .value_or(0);
    if (count >= static_cast<int64_t>(kMaxLinks))  // the oldest go; who kept one made it again
      session.exec(
          "DELETE FROM short_link WHERE tenant = $1 AND id IN (SELECT id FROM short_link"
          " WHERE tenant = $1 ORDER BY created, id LIMIT 1000)",
          {raw(tenant_)});
    session.exec(
        "INSERT INTO short_link (tenant, id, page, search, created) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant, id) DO UPDATE SET created = excluded.created",
        {raw(tenant_), link.id, link.page, link.search, core_->now().ms});
    return link;
  });
}

Result<ShortLink> TenantStore::load_link(std::string_view id) const {
  return core_->facts().read([&](Session& session) -> Result<ShortLink> {
    std::optional<ShortLink> found;
    session.query(
        "SELECT id, page, search FROM short_link WHERE tenant = $1 AND id = $2", {raw(tenant_), id},
        [&](const Row& row) { found = ShortLink{row.string(0), row.string(1), row.string(2)}; });
    if (!found) return make_error(ErrorCode::kNotFound, "there is no such link");
    return std::move(*found);
  });
}

}  // namespace tl::store
