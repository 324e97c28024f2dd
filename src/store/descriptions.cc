#include "store/descriptions.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "domain/connection.h"
#include "store/packing.h"
#include "store/tenant_store.h"

namespace tl::store {
namespace {

constexpr size_t kMaxChangeText = 4 * domain::kMaxDescription;  // of a row as JSON

std::string render_text(const domain::HistoryItem& item) {
  JsonWriter out;
  out.begin_object().member("from", item.from_text).member("to", item.to_text).end_object();
  return out.take();
}

std::optional<std::string> text_member(JsonElement object, std::string_view name) {
  const auto text = json_text(object, name);
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

// Both texts of a damaged row are absent.
ChangeText parse_text(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  if (!document.ok()) return {};
  return {text_member(document->root(), "from"), text_member(document->root(), "to")};
}

// Documents of issues that hold a description, without it.
std::map<int64_t, std::string> emptied_documents(Session& session, const Scope& scope,
                                                 IssueId after, size_t limit, IssueId& last,
                                                 size_t& seen) {
  std::map<int64_t, std::string> emptied;
  session.query(
      "SELECT issue, doc FROM issue_doc WHERE tenant = $1 AND instance = $2 AND issue > $3"
      " ORDER BY issue LIMIT $4",
      {raw(scope.tenant), raw(scope.instance), raw(after), static_cast<int64_t>(limit)},
      [&](const Row& row) {
        ++seen;
        last = IssueId(row.integer(0));
        auto attributes = domain::unpack_attributes(row.blob(1));
        if (!attributes.ok()) {
          log_error("store, a stored issue", attributes.error());
        } else if (attributes->erase(std::string(domain::kDescription)) > 0) {
          emptied.emplace(row.integer(0), domain::pack_attributes(*attributes));
        }
      });
  return emptied;
}

PurgedDescriptions purge_step(Session& session, const Scope& scope, IssueId after, size_t limit) {
  PurgedDescriptions step;
  size_t seen = 0;
  step.last = after;
  const auto emptied = emptied_documents(session, scope, after, limit, step.last, seen);
  step.done = seen < limit;
  for (const auto& [issue, doc] : emptied) {
    session.exec("UPDATE issue_doc SET doc = $4 WHERE tenant = $1 AND instance = $2 AND issue = $3",
                 {raw(scope.tenant), raw(scope.instance), issue, Blob{doc}});
  }
  step.issues = static_cast<int64_t>(emptied.size());
  step.changes = session.exec(
      "DELETE FROM change_text WHERE tenant = $1 AND instance = $2 AND issue > $3"
      " AND ($5 = 1 OR issue <= $4)",
      {raw(scope.tenant), raw(scope.instance), raw(after), raw(step.last), step.done ? 1 : 0});
  return step;
}

}  // namespace

const domain::HistoryItem* find_description_item(const domain::History& history) {
  const auto found = std::find_if(
      history.items.begin(), history.items.end(),
      [](const domain::HistoryItem& item) { return item.field_id == domain::kDescription; });
  return found == history.items.end() ? nullptr : &*found;
}

std::map<std::string, ChangeText> load_change_texts(Session& session, TenantId tenant,
                                                    IssueRef ref) {
  std::map<std::string, ChangeText> texts;
  session.query(
      "SELECT history, packing, body FROM change_text"
      " WHERE tenant = $1 AND instance = $2 AND issue = $3",
      {raw(tenant), raw(ref.instance), raw(ref.issue)}, [&](const Row& row) {
        texts.emplace(row.string(0), parse_text(unpack_body(static_cast<Packing>(row.integer(1)),
                                                            row.blob(2), kMaxChangeText)));
      });
  return texts;
}

void attach_change_texts(const std::map<std::string, ChangeText>& texts,
                         std::vector<domain::History>& histories) {
  if (texts.empty()) return;
  for (domain::History& history : histories) {
    const auto text = texts.find(history.id);
    if (text == texts.end()) continue;
    for (domain::HistoryItem& item : history.items) {
      if (item.field_id != domain::kDescription) continue;
      item.from_text = text->second.from;
      item.to_text = text->second.to;
      break;
    }
  }
}

std::vector<IssueId> write_change_texts(Session& session, const Scope& scope,
                                        const std::vector<const domain::History*>& histories,
                                        bool replace) {
  using enum ColumnType;
  Batch rows(
      "change_text",
      {{"tenant"}, {"instance"}, {"issue"}, {"history", kText}, {"packing"}, {"body", kBlob}},
      replace ? "ON CONFLICT (tenant, instance, issue, history) DO UPDATE SET"
                " packing = excluded.packing, body = excluded.body RETURNING issue"
              : "ON CONFLICT (tenant, instance, issue, history) DO NOTHING RETURNING issue");
  for (const domain::History* history : histories) {
    const domain::HistoryItem* item = find_description_item(*history);
    if (item == nullptr || (!item->from_text && !item->to_text)) continue;
    Packed body = pack_body(render_text(*item));
    const auto packing = static_cast<int64_t>(body.packing);
    rows.add({raw(scope.tenant), raw(scope.instance), raw(history->issue), history->id, packing,
              Blob{rows.keep(std::move(body.bytes))}});
  }
  std::vector<IssueId> written;
  session.insert(rows, [&](const Row& row) { written.emplace_back(row.integer(0)); });
  return written;
}

bool holds_description(const std::vector<domain::Issue>& issues) {
  return std::any_of(issues.begin(), issues.end(), [](const domain::Issue& issue) {
    return issue.attributes.contains(domain::kDescription);
  });
}

std::vector<domain::Issue> without_descriptions(std::vector<domain::Issue> issues) {
  for (domain::Issue& issue : issues) issue.attributes.erase(std::string(domain::kDescription));
  return issues;
}

std::optional<bool> keeps_descriptions(Session& session, TenantId tenant, InstanceId instance) {
  std::optional<bool> keeps;
  session.query("SELECT options FROM connection WHERE tenant = $1 AND id = $2",
                {raw(tenant), raw(instance)}, [&](const Row& row) {
                  const auto options = domain::parse_options(row.text(0));
                  keeps = options.ok() && options->descriptions;
                });
  return keeps;
}

Result<void> TenantStore::attach_descriptions(IssueRef ref,
                                              std::vector<domain::History>& histories) const {
  return core_->facts().read([&](Session& session) {
    attach_change_texts(load_change_texts(session, tenant_, ref), histories);
  });
}

Result<PurgedDescriptions> TenantStore::purge_descriptions(InstanceId instance, IssueId after,
                                                           size_t limit) {
  return core_->facts().write([&](Session& session) -> PurgedDescriptions {
    // Wanted again meanwhile, or gone with its connection.
    if (keeps_descriptions(session, tenant_, instance).value_or(true)) return {after, 0, 0, true};
    return purge_step(session, {tenant_, instance, core_->now()}, after, limit);
  });
}

}  // namespace tl::store
