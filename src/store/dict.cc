#include "store/dict.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/hash.h"
#include "base/text.h"

namespace tl::store {
namespace {

std::string content_of(std::string_view field, std::string_view vendor_id, std::string_view name) {
  std::string out;
  out.reserve(field.size() + vendor_id.size() + name.size() + 2);
  out += field;
  out += '\x1f';
  out += vendor_id;
  out += '\x1f';
  out += name;
  return is_plain_text(out) ? out : storable_text(out);
}

// 128 bits of SHA-256 as 22 characters: the key of an entry, whatever the length of its text.
std::string digest_of(std::string_view content) {
  return base64_encode(sha256(content).substr(0, 16)).substr(0, 22);
}

}  // namespace

void DictResolver::need(std::string_view field, std::string_view vendor_id, std::string_view name) {
  if (vendor_id.empty() && name.empty()) return;
  const auto [entry, is_new] = entries_.try_emplace(content_of(field, vendor_id, name));
  if (is_new) entry->second = {std::string(field), std::string(vendor_id), std::string(name), 0};
}

int64_t DictResolver::id(std::string_view field, std::string_view vendor_id,
                         std::string_view name) const {
  if (vendor_id.empty() && name.empty()) return 0;
  return entries_.at(content_of(field, vendor_id, name)).id;
}

void DictResolver::resolve(Session& session, DictCache& cache, TenantId tenant) {
  std::unordered_map<std::string, Entry*> missing;
  for (auto& [content, entry] : entries_) {
    entry.id = cache.find(tenant, content).value_or(0);
    if (entry.id == 0) missing.emplace(digest_of(content), &entry);
  }
  if (missing.empty()) return;
  load_known(session, tenant, missing);
  insert_new(session, tenant, missing);
  for (const auto& [content, entry] : entries_) cache.add(tenant, content, entry.id);
}

void DictResolver::load_known(Session& session, TenantId tenant,
                              const std::unordered_map<std::string, Entry*>& by_digest) {
  TextList digests;
  for (const auto& [digest, entry] : by_digest) digests.push_back(digest);
  session.query("SELECT digest, id FROM dict WHERE tenant = $1 AND " + session.in("digest", 2),
                {raw(tenant), &digests},
                [&](const Row& row) { by_digest.at(row.string(0))->id = row.integer(1); });
}

void DictResolver::insert_new(Session& session, TenantId tenant,
                              const std::unordered_map<std::string, Entry*>& by_digest) {
  const auto count = std::count_if(by_digest.begin(), by_digest.end(),
                                   [](const auto& entry) { return entry.second->id == 0; });
  if (count == 0) return;
  int64_t id = next_number(session, tenant, "dict", count) - count;
  using enum ColumnType;
  Batch rows("dict", {{"tenant"},
                      {"id"},
                      {"digest", kText},
                      {"field", kText},
                      {"vendor_id", kText},
                      {"name", kText}});
  Batch texts("dict_text", {{"tenant"}, {"id"}, {"vendor_id", kText}, {"name", kText}});
  for (const auto& [digest, entry] : by_digest) {
    if (entry->id != 0) continue;
    entry->id = ++id;
    std::string_view vendor_id = entry->vendor_id, name = entry->name;
    if (vendor_id.size() > kMaxDictName || name.size() > kMaxDictName) {
      texts.add({raw(tenant), id, vendor_id, name});
      vendor_id = rows.keep(shortened(vendor_id, kMaxDictName));
      name = rows.keep(shortened(name, kMaxDictName));
    }
    rows.add({raw(tenant), id, digest, entry->field, vendor_id, name});
  }
  session.insert(rows);
  session.insert(texts);
}

std::unordered_map<int64_t, DictEntry> load_dict_full(Session& session, std::string_view where,
                                                      const Params& params) {
  std::unordered_map<int64_t, DictEntry> entries;
  session.query(fmt::format("SELECT d.id, d.field, COALESCE(t.vendor_id, d.vendor_id),"
                            " COALESCE(t.name, d.name) FROM dict d LEFT JOIN dict_text t"
                            " ON t.tenant = d.tenant AND t.id = d.id WHERE d.tenant = $1 {}",
                            where),
                params, [&](const Row& row) {
                  entries.emplace(row.integer(0), DictEntry{DictId(row.integer(0)), row.string(1),
                                                            row.string(2), row.string(3)});
                });
  return entries;
}

}  // namespace tl::store
