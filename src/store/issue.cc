#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "base/text.h"
#include "store/core.h"
#include "store/history_rows.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

// What follows "WHERE tenant = $1" in a query, with all its parameters.
class Where {
 public:
  explicit Where(TenantId tenant) : params_{raw(tenant)} {}
  // `condition` has one {} for the place of the parameter.
  void add(std::string_view condition, Param param) {
    params_.push_back(param);
    text_ += " AND " + fmt::format(fmt::runtime(condition), fmt::format("${}", params_.size()));
  }
  void add_plain(std::string_view condition) { text_ += fmt::format(" AND {}", condition); }
  std::string place(Param param) {
    params_.push_back(param);
    return fmt::format("${}", params_.size());
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Params& params() const { return params_; }

 private:
  Params params_;
  std::string text_;
};

struct Cursor {
  int64_t number = 0;  // of the sort column
  int64_t instance = 0;
  int64_t issue = 0;
  std::string project;  // kKey only
};

uint64_t query_hash(const IssueQuery& q) {
  return stable_hash(fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
                                 raw(q.instance.value_or(InstanceId{})), q.project_id, q.status_id,
                                 q.type_id, q.text, q.with_deleted, static_cast<int>(q.sort),
                                 q.descending));
}

std::string render_cursor(const IssueQuery& q, const Cursor& c) {
  return fmt::format("{:016x}.{}.{}.{}.{}", query_hash(q), c.number, c.instance, c.issue,
                     c.project);
}

Result<Cursor> parse_cursor(const IssueQuery& q) {
  const auto parts = split(q.after, '.');
  const auto refuse = [] {
    return make_error(ErrorCode::kInvalidArgument, "the page cursor belongs to another query");
  };
  if (parts.size() < 5 || parts[0] != fmt::format("{:016x}", query_hash(q))) return refuse();
  const auto number = parse_int(parts[1]), instance = parse_int(parts[2]),
             issue = parse_int(parts[3]);
  if (!number || !instance || !issue) return refuse();
  const auto project_at = static_cast<size_t>(parts[4].data() - q.after.data());
  return Cursor{*number, *instance, *issue, q.after.substr(project_at)};
}

// Text for LIKE with its wildcards taken literally.
std::string like_pattern(std::string_view text) {
  std::string out = "%";
  for (const char c : to_lower(storable_text(text))) {
    if (c == '%' || c == '_' || c == '\\') out += '\\';
    out += c;
  }
  return out + '%';
}

std::string_view sort_columns(IssueSort sort) {
  switch (sort) {
    case IssueSort::kUpdated:
      return "updated, instance, issue";
    case IssueSort::kCreated:
      return "created, instance, issue";
    case IssueSort::kKey:
      return "key_project, key_number, instance, issue";
  }
  return "updated, instance, issue";
}

void add_filters(Where& where, const IssueQuery& q, const std::string& pattern) {
  if (!q.with_deleted) where.add_plain("deleted = 0");
  if (q.instance) where.add("instance = {}", raw(*q.instance));
  if (!q.project_id.empty()) where.add("project = {}", std::string_view(q.project_id));
  if (!q.status_id.empty()) where.add("status = {}", std::string_view(q.status_id));
  if (!q.type_id.empty()) where.add("type = {}", std::string_view(q.type_id));
  if (!q.text.empty()) where.add("search LIKE {} ESCAPE '\\'", std::string_view(pattern));
}

void add_keyset(Where& where, const IssueQuery& q, const Cursor& after) {
  std::string places;
  if (q.sort == IssueSort::kKey) places = where.place(std::string_view(after.project)) + ", ";
  places += where.place(after.number) + ", ";
  places += where.place(after.instance) + ", ";
  places += where.place(after.issue);
  where.add_plain(
      fmt::format("({}) {} ({})", sort_columns(q.sort), q.descending ? "<" : ">", places));
}

std::string order_by(const IssueQuery& q) {
  std::string out;
  for (const std::string_view column : split(sort_columns(q.sort), ',')) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", trim(column),
                       q.descending ? "DESC" : "ASC");
  }
  return out;
}

IssueRow read_issue(const Row& row) {
  IssueRow out;
  out.ref = {InstanceId(row.integer(0)), IssueId(row.integer(1))};
  out.key = row.string(2);
  out.deleted = row.integer(3) != 0;
  auto attributes = domain::unpack_attributes(row.blob(4));
  if (attributes.ok()) out.attributes = std::move(*attributes);
  out.invisible = !out.deleted && domain::flag_of(out.attributes, domain::kInvisible);
  return out;
}

std::vector<IssueRow> load_rows(Session& session, TenantId tenant,
                                const std::vector<IssueRef>& refs) {
  std::map<InstanceId, IntList> by_instance;
  for (const IssueRef& ref : refs) by_instance[ref.instance].push_back(raw(ref.issue));
  std::unordered_map<IssueRef, IssueRow> found;
  for (const auto& [instance, issues] : by_instance) {
    session.query(
        "SELECT i.instance, i.issue, i.issue_key, i.deleted, d.doc FROM issue i JOIN issue_doc d"
        " ON d.tenant = i.tenant AND d.instance = i.instance AND d.issue = i.issue"
        " WHERE i.tenant = $1 AND i.instance = $2 AND " +
            session.in("i.issue", 3),
        {raw(tenant), raw(instance), &issues}, [&](const Row& row) {
          IssueRow issue = read_issue(row);
          found.emplace(issue.ref, std::move(issue));
        });
  }
  std::vector<IssueRow> out;
  for (const IssueRef& ref : refs) {
    if (const auto at = found.find(ref); at != found.end()) out.push_back(at->second);
  }
  return out;
}

// One page of references, one more than asked to know whether there is a next page.
IssuePage load_page(Session& session, TenantId tenant, const IssueQuery& q,
                    const std::optional<Cursor>& after) {
  const std::string pattern = like_pattern(q.text);
  const size_t limit = std::clamp<size_t>(q.limit, 1, kMaxIssuePage);
  IssuePage page;
  Where where(tenant);
  add_filters(where, q, pattern);
  page.total =
      session
          .query_int("SELECT COUNT(*) FROM issue WHERE tenant = $1" + where.text(), where.params())
          .value_or(0);
  if (after) add_keyset(where, q, *after);
  const std::string_view number = q.sort == IssueSort::kUpdated   ? "updated"
                                  : q.sort == IssueSort::kCreated ? "created"
                                                                  : "key_number";
  const std::string condition = where.text();
  const std::string limit_place = where.place(static_cast<int64_t>(limit + 1));
  std::vector<Cursor> cursors;
  session.query(
      fmt::format("SELECT {}, instance, issue, key_project FROM issue WHERE tenant = $1{} ORDER BY "
                  "{} LIMIT {}",
                  number, condition, order_by(q), limit_place),
      where.params(), [&](const Row& row) {
        cursors.push_back({row.integer(0), row.integer(1), row.integer(2), row.string(3)});
      });
  if (cursors.size() > limit) {
    cursors.resize(limit);
    Cursor last = cursors.back();
    if (q.sort != IssueSort::kKey) last.project.clear();
    page.next = render_cursor(q, last);
  }
  std::vector<IssueRef> refs;
  for (const Cursor& c : cursors) refs.push_back({InstanceId(c.instance), IssueId(c.issue)});
  page.rows = load_rows(session, tenant, refs);
  return page;
}

}  // namespace

Result<IssueRow> TenantStore::load_issue(IssueRef ref) const {
  TL_TRY(auto rows, load_issues({ref}));
  if (rows.empty()) return make_error(ErrorCode::kNotFound, "no such issue");
  return std::move(rows.front());
}

Result<std::vector<IssueRow>> TenantStore::load_issues(const std::vector<IssueRef>& refs) const {
  return core_->facts().read([&](Session& session) { return load_rows(session, tenant_, refs); });
}

Result<FoundIssue> TenantStore::find_issue_by_key(std::string_view key,
                                                  std::optional<InstanceId> instance) const {
  std::string upper = storable_text(trim(key));
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return core_->facts().read([&](Session& session) -> Result<FoundIssue> {
    std::optional<FoundIssue> best;
    session.query(
        "SELECT a.instance, a.issue, COALESCE(i.issue_key, ''), COALESCE(i.deleted, 0)"
        " FROM issue_alias a LEFT JOIN issue i ON i.tenant = a.tenant"
        " AND i.instance = a.instance AND i.issue = a.issue"
        " WHERE a.tenant = $1 AND a.alias = $2 AND ($3 = 0 OR a.instance = $3)"
        " ORDER BY 4, a.instance, a.issue",
        {raw(tenant_), upper, raw(instance.value_or(InstanceId{}))}, [&](const Row& row) {
          FoundIssue found{{InstanceId(row.integer(0)), IssueId(row.integer(1))},
                           row.string(2),
                           !equals_no_case(row.text(2), upper)};
          if (!best || (best->moved && !found.moved)) best = std::move(found);
        });
    if (!best) return make_error(ErrorCode::kNotFound, "no issue has or had this key");
    return *std::move(best);
  });
}

Result<IssuePage> TenantStore::list_issues(const IssueQuery& query) const {
  if (query.text.size() > kMaxIssueText) {
    return make_error(ErrorCode::kTooLarge, "a search text of more than 1000 bytes");
  }
  std::optional<Cursor> after;
  if (!query.after.empty()) {
    TL_TRY(after, parse_cursor(query));
  }
  return core_->facts().read_snapshot(
      [&](Session& session) { return load_page(session, tenant_, query, after); });
}

Result<std::vector<domain::History>> TenantStore::load_histories(IssueRef ref) const {
  return core_->facts().read_snapshot(
      [&](Session& session) { return load_issue_histories(session, tenant_, ref); });
}

Result<std::map<std::string, int64_t>> TenantStore::count_issues_by_project(
    InstanceId instance) const {
  return core_->facts().read([&](Session& session) {
    std::map<std::string, int64_t> counts;
    session.query(
        "SELECT project, COUNT(*) FROM issue WHERE tenant = $1 AND instance = $2 AND deleted = 0"
        " GROUP BY project",
        {raw(tenant_), raw(instance)},
        [&](const Row& row) { counts[row.string(0)] = row.integer(1); });
    return counts;
  });
}

Result<FactCounts> TenantStore::count_facts(std::optional<InstanceId> instance) const {
  return core_->facts().read_snapshot([&](Session& session) {
    const Params params = {raw(tenant_), raw(instance.value_or(InstanceId{}))};
    FactCounts counts;
    session.query(
        "SELECT deleted, incomplete, COUNT(*) FROM issue"
        " WHERE tenant = $1 AND ($2 = 0 OR instance = $2) GROUP BY deleted, incomplete",
        params, [&](const Row& row) {
          const int64_t n = row.integer(2);
          (row.integer(0) != 0 ? counts.deleted_issues : counts.issues) += n;
          if (row.integer(1) != 0) counts.incomplete += n;
        });
    counts.changes =
        session
            .query_int(
                "SELECT COUNT(*) FROM change WHERE tenant = $1 AND ($2 = 0 OR instance = $2)"
                " AND field <> 0 AND absorbed = 0",
                params)
            .value_or(0);
    session.query(
        "SELECT kind, COUNT(*) FROM record WHERE tenant = $1 AND ($2 = 0 OR instance = $2)"
        " AND deleted = 0 GROUP BY kind",
        params, [&](const Row& row) {
          const auto kind = static_cast<domain::RecordKind>(row.integer(0));
          if (kind == domain::RecordKind::kWorklog) counts.worklogs = row.integer(1);
          if (kind == domain::RecordKind::kComment) counts.comments = row.integer(1);
        });
    return counts;
  });
}

}  // namespace tl::store
