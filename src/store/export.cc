#include <algorithm>

#include "base/json.h"
#include "domain/connection.h"
#include "domain/merge.h"
#include "store/core.h"
#include "store/descriptions.h"
#include "store/dict.h"
#include "store/history_rows.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

using domain::History;
using domain::HistoryItem;

using LineFn = std::function<void(std::string_view)>;

struct Site {
  InstanceId id;
  std::string name;           // what the vendor calls it: its site id or address
  bool descriptions = false;  // opted in; otherwise what is still to be taken away is left out
};

std::vector<Site> load_sites(Session& session, TenantId tenant) {
  std::vector<Site> sites;
  session.query(
      "SELECT id, vendor, site_key FROM connection WHERE tenant = $1", {raw(tenant)},
      [&](const Row& row) {
        sites.push_back({InstanceId(row.integer(0)), row.string(1) + ":" + row.string(2)});
      });
  for (Site& site : sites) {
    site.descriptions = keeps_descriptions(session, tenant, site.id).value_or(false);
  }
  std::sort(sites.begin(), sites.end(),
            [](const Site& a, const Site& b) { return a.name < b.name; });
  return sites;
}

void render_attributes(JsonWriter& out, std::string_view packed, bool descriptions) {
  out.key("attributes").begin_object();
  const auto attributes = domain::unpack_attributes(packed);
  if (attributes.ok()) {
    for (const auto& [name, attribute] : *attributes) {
      if (!descriptions && name == domain::kDescription) continue;
      out.key(name);
      domain::render_value(out, attribute.value);
    }
  }
  out.end_object();
}

std::string render_history(const Site& site, const History& history) {
  JsonWriter out;
  out.begin_object().member("instance", site.name).member("kind", "history");
  out.member("issue", raw(history.issue)).member("id", history.id);
  out.member("at", format_instant(history.at()));
  out.member("author", history.author.id).member("author_name", history.author.name);
  out.key("items").begin_array();
  for (const HistoryItem& item : history.items) {
    out.begin_object().member("field", item.field_id).member("field_name", item.field_name);
    out.member("from", item.from_id).member("from_text", item.from_text);
    out.member("to", item.to_id).member("to_text", item.to_text).end_object();
  }
  out.end_array().end_object();
  return out.take();
}

void export_issues(Session& session, TenantId tenant, const Site& site, const LineFn& line) {
  session.stream(
      "SELECT issue, doc FROM issue_doc WHERE tenant = $1 AND instance = $2 ORDER BY issue",
      {raw(tenant), raw(site.id)}, [&](const Row& row) {
        JsonWriter out;
        out.begin_object().member("instance", site.name).member("kind", "issue");
        out.member("id", row.integer(0));
        render_attributes(out, row.blob(1), site.descriptions);
        out.end_object();
        line(out.text());
      });
}

void export_histories(Session& session, TenantId tenant, const Site& site,
                      const HistoryReader::Dict& dict, const LineFn& line) {
  HistoryReader reader;
  int64_t issue = 0;
  const auto flush = [&] {
    std::vector<History> histories = reader.take(dict);
    if (site.descriptions) {
      const IssueRef ref{site.id, IssueId(issue)};
      attach_change_texts(load_change_texts(session, tenant, ref), histories);
    }
    for (const History& history : domain::effective_histories(std::move(histories))) {
      line(render_history(site, history));
    }
  };
  session.stream(std::string(kHistoryColumns) +
                     "WHERE tenant = $1 AND instance = $2 ORDER BY issue, history, ordinal",
                 {raw(tenant), raw(site.id)}, [&](const Row& row) {
                   if (row.integer(1) != issue) flush();
                   issue = row.integer(1);
                   reader.add(row);
                 });
  flush();
}

void export_records(Session& session, TenantId tenant, const Site& site, const LineFn& line) {
  session.stream(
      "SELECT kind, id, issue, doc FROM record WHERE tenant = $1 AND instance = $2"
      " ORDER BY kind, id",
      {raw(tenant), raw(site.id)}, [&](const Row& row) {
        JsonWriter out;
        out.begin_object().member("instance", site.name);
        out.member("kind", domain::to_text(static_cast<domain::RecordKind>(row.integer(0))));
        out.member("id", row.text(1));
        if (row.integer(2) != 0) out.member("issue", row.integer(2));
        render_attributes(out, row.blob(3), true);
        out.end_object();
        line(out.text());
      });
}

}  // namespace

Result<void> TenantStore::export_facts(const LineFn& line) const {
  return core_->facts().read_snapshot([&](Session& session) {
    const auto dict = load_dict_full(session, "", {raw(tenant_)});
    for (const Site& site : load_sites(session, tenant_)) {
      export_issues(session, tenant_, site, line);
      export_histories(session, tenant_, site, dict, line);
      export_records(session, tenant_, site, line);
    }
  });
}

}  // namespace tl::store
