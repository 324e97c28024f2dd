#include <algorithm>
#include <deque>

#include "base/log.h"
#include "base/text.h"
#include "domain/merge.h"
#include "store/applier.h"

namespace tl::store {
namespace {

using domain::Attributes;

constexpr size_t kChunk = 500;  // issues whose documents are in memory at once
constexpr size_t kMaxSearchText = 600;

struct Known {
  Attributes attributes;
  int64_t normaliser = 0;
};

struct KeyParts {
  std::string_view project;
  int64_t number = 0;
};

// "AB-12" as ("AB", 12), so that keys sort by number.
KeyParts split_key(std::string_view key) {
  const size_t dash = key.rfind('-');
  if (dash == std::string_view::npos) return {key, 0};
  return {key.substr(0, dash), parse_int(key.substr(dash + 1)).value_or(0)};
}

std::string search_text(const Attributes& attributes) {
  return to_lower(
      shortened(domain::text_of(attributes, "key") + " " + domain::text_of(attributes, "summary"),
                kMaxSearchText));
}

bool is_incomplete(const Attributes& attributes) {
  return domain::find_value(attributes, domain::kHistoryTotal) == nullptr &&
         !domain::flag_of(attributes, domain::kDeleted);
}

bool has_full_part(const Attributes& attributes) {
  for (const auto& [name, attribute] : attributes) {
    if (attribute.version.rank != domain::SourceRank::kThin) return true;
  }
  return false;
}

std::map<int64_t, Known> load_known(Session& session, const Scope& scope, const IntList& ids) {
  std::map<int64_t, Known> known;
  session.query(
      "SELECT d.issue, d.doc, i.normaliser FROM issue_doc d JOIN issue i ON i.tenant = d.tenant"
      " AND i.instance = d.instance AND i.issue = d.issue"
      " WHERE d.tenant = $1 AND d.instance = $2 AND " +
          session.in("d.issue", 3),
      {raw(scope.tenant), raw(scope.instance), &ids}, [&](const Row& row) {
        auto attributes = domain::unpack_attributes(row.blob(1));
        if (!attributes.ok()) {  // what the vendor says next is better than nothing
          log_error("store, a stored issue", attributes.error());
          attributes = Attributes{};
        }
        known.emplace(row.integer(0), Known{std::move(*attributes), row.integer(2)});
      });
  return known;
}

// What the issue adds to the counts of its instance.
IssueCounts weight_of(const Attributes& attributes) {
  const bool deleted = domain::flag_of(attributes, domain::kDeleted);
  const bool invisible = !deleted && domain::flag_of(attributes, domain::kInvisible);
  return {deleted ? 0 : 1, deleted ? 1 : 0, invisible ? 1 : 0, is_incomplete(attributes) ? 1 : 0,
          0};
}

void add_weight(IssueCounts& counts, const IssueCounts& weight, int64_t times) {
  counts.present += times * weight.present;
  counts.deleted += times * weight.deleted;
  counts.invisible += times * weight.invisible;
  counts.incomplete += times * weight.incomplete;
}

// A full reading by REST of an issue that was out of sight: it is there again.
void note_seen(Attributes& known, const Attributes& read, Instant now) {
  if (!domain::flag_of(known, domain::kInvisible)) return;
  const auto said = read.find(domain::kDeleted);
  const bool seen = said != read.end() && said->second.version.rank == domain::SourceRank::kRest &&
                    !domain::flag_of(read, domain::kDeleted);
  if (!seen) return;
  domain::Version version = known.find(domain::kInvisible)->second.version;
  version.instant = std::max(now, version.instant + Millis(1));
  domain::set_attribute(known, domain::kInvisible, false, version);
}

// Each issue once, merged where the set has it several times. `merged` owns the merged ones.
std::map<IssueId, const Attributes*> coalesce(const std::vector<domain::Issue>& issues,
                                              std::deque<Attributes>& merged) {
  std::map<IssueId, const Attributes*> out;
  std::map<IssueId, Attributes*> owned;
  for (const domain::Issue& issue : issues) {
    const auto [slot, is_new] = out.try_emplace(issue.id, &issue.attributes);
    if (is_new) continue;
    Attributes*& target = owned[issue.id];
    if (target == nullptr) target = &merged.emplace_back(*slot->second);
    domain::merge_attributes(*target, issue.attributes);
    slot->second = target;
  }
  return out;
}

}  // namespace

void Applier::apply_issues(const std::vector<domain::Issue>& issues) {
  std::deque<Attributes> merged;
  const auto wanted = coalesce(issues, merged);
  for (auto at = wanted.begin(); at != wanted.end();) {
    std::map<IssueId, const Attributes*> chunk;
    IntList ids;
    for (; at != wanted.end() && chunk.size() < kChunk; ++at) {
      chunk.insert(*at);
      ids.push_back(raw(at->first));
    }
    auto known = load_known(session_, scope_, ids);
    std::map<IssueId, const Attributes*> to_write;
    for (const auto& [id, attributes] : chunk) {
      const Attributes* now = attributes;
      bool changed = true, reread = false;
      if (const auto found = known.find(raw(id)); found != known.end()) {
        add_weight(growth_, weight_of(found->second.attributes), -1);
        const bool lost = domain::flag_of(found->second.attributes, domain::kInvisible);
        changed = domain::merge_attributes(found->second.attributes, *attributes);
        if (lost) note_seen(found->second.attributes, *attributes, scope_.now);
        changed |= lost && !domain::flag_of(found->second.attributes, domain::kInvisible);
        reread = found->second.normaliser < normaliser_version_ && has_full_part(*attributes);
        now = &found->second.attributes;
      }
      add_weight(growth_, weight_of(*now), 1);
      if (changed || reread) to_write.emplace(id, now);
      if (changed) {
        fed_issues_.insert(id);
        report_.changed_issues.push_back(id);
      }
      ++(changed ? report_.issues_changed : report_.issues_unchanged);
      if (is_incomplete(*now)) report_.incomplete.push_back(id);
    }
    write_issues(to_write);
  }
}

void Applier::write_issues(const std::map<IssueId, const Attributes*>& changed) {
  using enum ColumnType;
  Batch rows("issue",
             {{"tenant"},
              {"instance"},
              {"issue"},
              {"issue_key", kText},
              {"key_project", kText},
              {"key_number"},
              {"project", kText},
              {"status", kText},
              {"type", kText},
              {"created"},
              {"updated"},
              {"deleted"},
              {"incomplete"},
              {"normaliser"},
              {"invisible"},
              {"search", kText}},
             "ON CONFLICT (tenant, instance, issue) DO UPDATE SET issue_key = excluded.issue_key,"
             " key_project = excluded.key_project, key_number = excluded.key_number,"
             " project = excluded.project, status = excluded.status, type = excluded.type,"
             " created = excluded.created, updated = excluded.updated,"
             " deleted = excluded.deleted, incomplete = excluded.incomplete,"
             " invisible = excluded.invisible,"
             " normaliser = CASE WHEN issue.normaliser > excluded.normaliser THEN"
             " issue.normaliser ELSE excluded.normaliser END, search = excluded.search");
  Batch docs("issue_doc", {{"tenant"}, {"instance"}, {"issue"}, {"doc", kBlob}},
             "ON CONFLICT (tenant, instance, issue) DO UPDATE SET doc = excluded.doc");
  for (const auto& [id, attributes] : changed) {
    const Attributes& a = *attributes;
    const std::string_view key = rows.keep(domain::text_of(a, "key"));
    const KeyParts parts = split_key(key);
    add_alias(key, id);
    rows.add({raw(scope_.tenant), raw(scope_.instance), raw(id), key, parts.project, parts.number,
              rows.keep(domain::ref_of(a, "project").id), rows.keep(domain::ref_of(a, "status").id),
              rows.keep(domain::ref_of(a, "issuetype").id),
              domain::instant_of(a, "created").value_or(Instant()).ms,
              domain::instant_of(a, "updated").value_or(Instant()).ms,
              domain::flag_of(a, domain::kDeleted) ? 1 : 0, is_incomplete(a) ? 1 : 0,
              normaliser_version_, weight_of(a).invisible, rows.keep(search_text(a))});
    docs.add({raw(scope_.tenant), raw(scope_.instance), raw(id),
              Blob{docs.keep(domain::pack_attributes(a))}});
  }
  session_.insert(rows);
  session_.insert(docs);
}

// Issues of which only histories came: incomplete unless a full reading is there.
void Applier::find_incomplete(const domain::ChangeSet& set) {
  std::set<IssueId> named;
  for (const domain::Issue& issue : set.issues) named.insert(issue.id);
  std::set<IssueId> others;
  for (const domain::History& history : set.histories) {
    if (!named.contains(history.issue)) others.insert(history.issue);
  }
  if (others.empty()) return;
  IntList ids;
  for (const IssueId id : others) ids.push_back(raw(id));
  session_.query(
      "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND incomplete = 0 AND " +
          session_.in("issue", 3),
      {raw(scope_.tenant), raw(scope_.instance), &ids},
      [&](const Row& row) { others.erase(IssueId(row.integer(0))); });
  report_.incomplete.insert(report_.incomplete.end(), others.begin(), others.end());
}

// Asked for and not given: known issues stay, marked.
void Applier::mark_lost(const std::vector<IssueId>& issues) {
  for (size_t at = 0; at < issues.size();) {
    IntList ids;
    for (; at < issues.size() && ids.size() < kChunk; ++at) ids.push_back(raw(issues[at]));
    auto known = load_known(session_, scope_, ids);
    std::map<IssueId, const Attributes*> to_write;
    for (auto& [id, issue] : known) {
      Attributes& a = issue.attributes;
      if (domain::flag_of(a, domain::kDeleted) || domain::flag_of(a, domain::kInvisible)) continue;
      add_weight(growth_, weight_of(a), -1);
      domain::Version version{scope_.now, 0, domain::SourceRank::kRest, 0};
      if (const auto former = a.find(domain::kInvisible); former != a.end()) {
        version.instant = std::max(scope_.now, former->second.version.instant + Millis(1));
      }
      domain::set_attribute(a, domain::kInvisible, true, version);
      add_weight(growth_, weight_of(a), 1);
      to_write.emplace(IssueId(id), &a);
      fed_issues_.insert(IssueId(id));
      ++report_.issues_changed;
    }
    write_issues(to_write);
  }
}

void Applier::write_counts() { add_counts(session_, scope_, growth_); }

}  // namespace tl::store
