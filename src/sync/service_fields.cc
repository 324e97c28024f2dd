// The field catalogue of an instance, and how much of each field is filled.
#include <algorithm>
#include <map>

#include "sync/service_impl.h"

namespace tl::sync {
namespace {

constexpr int64_t kLookAt = 2000;
constexpr std::string_view kCustom = "customfield_";

bool is_filled(const domain::Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return false;
  const domain::Refs* refs = domain::as_refs(value);
  const std::string* text = domain::as_text(value);
  return (refs == nullptr || !refs->empty()) && (text == nullptr || !text->empty());
}

bool is_storable(const domain::FieldInfo& field) {
  return !field.type.empty() && field.type != "any";
}

// Numbers and fields with a role are read in any case: metrics need them.
bool is_chosen(const domain::FieldInfo& field, const std::vector<std::string>& chosen) {
  if (!field.id.starts_with(kCustom) || chosen.empty()) return true;
  if (field.role != domain::FieldRole::kNone || field.type == "number") return true;
  return std::find(chosen.begin(), chosen.end(), field.id) != chosen.end();
}

}  // namespace

Result<std::vector<FieldUse>> Service::field_use(TenantId tenant, InstanceId instance) {
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  TL_TRY(const domain::FieldCatalogue catalogue, store.load_field_catalogue(instance));
  std::map<std::string, int64_t, std::less<>> filled;
  int64_t looked_at = 0;
  store::IssueQuery query;
  query.instance = instance;
  query.limit = store::kMaxIssuePage;
  do {
    TL_TRY(const store::IssuePage page, store.list_issues(query));
    for (const store::IssueRow& row : page.rows) {
      if (looked_at == kLookAt) break;
      ++looked_at;
      for (const auto& [name, attribute] : row.attributes) {
        if (is_filled(attribute.value)) ++filled[name];
      }
    }
    query.after = page.next;
  } while (!query.after.empty() && looked_at < kLookAt);
  std::vector<FieldUse> uses;
  for (const auto& [id, field] : catalogue.all()) {
    FieldUse use;
    use.field = field;
    use.role = domain::to_text(field.role);
    const auto count = filled.find(id);
    use.filled = count == filled.end() ? 0 : count->second;
    use.looked_at = looked_at;
    use.stored = is_chosen(field, connection.options.custom_fields) &&
                 (is_storable(field) || use.filled > 0);
    uses.push_back(std::move(use));
  }
  return uses;
}

}  // namespace tl::sync
