#include "domain/membership.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"

namespace tl::domain {
namespace {

// What happened to one member, in order.
struct Event {
  Instant at;
  bool entered = false;
};

struct Track {
  std::string name;
  std::vector<Event> events;
  bool present = false;
};

using Tracks = std::map<std::string, Track>;

// "15, 16" and "[10019]".
std::set<std::string> members_of(const std::optional<std::string>& text, char separator) {
  std::set<std::string> members;
  if (!text) return members;
  std::string_view list = *text;
  if (list.starts_with('[') && list.ends_with(']')) list = list.substr(1, list.size() - 2);
  for (const std::string_view part : split(list, separator)) {
    const std::string_view id = trim(part);
    if (!id.empty()) members.emplace(id);
  }
  return members;
}

bool is_change_of(const HistoryItem& item, const StayField& field) {
  const bool has_id = item.field_id.starts_with("customfield_");
  return std::any_of(field.ids.begin(), field.ids.end(), [&](const std::string& id) {
    return item.field_id == id || (!has_id && item.field_name == id);
  });
}

void enter(Tracks& tracks, const std::string& id, Instant at, bool entered) {
  std::vector<Event>& events = tracks[id].events;
  // The same said twice: two items of one act, or a history that was lost between them.
  if (!events.empty() && events.back().entered == entered) return;
  events.push_back(Event{at, entered});
}

// A name is certain only where one id stands beside one text.
void name_member(Tracks& tracks, const std::set<std::string>& ids,
                 const std::optional<std::string>& text) {
  if (ids.size() == 1 && text) tracks[*ids.begin()].name = *text;
}

void follow(Tracks& tracks, const HistoryItem& item, const StayField& field, Instant at) {
  const char separator = field.words ? ' ' : ',';
  const auto& before_text = field.words ? item.from_text : item.from_id;
  const auto& after_text = field.words ? item.to_text : item.to_id;
  const std::set<std::string> before = members_of(before_text, separator);
  const std::set<std::string> after = members_of(after_text, separator);
  for (const std::string& id : before) {
    if (!after.contains(id)) enter(tracks, id, at, false);
  }
  for (const std::string& id : after) {
    if (!before.contains(id)) enter(tracks, id, at, true);
  }
  if (field.words) return;
  name_member(tracks, before, item.from_text);
  name_member(tracks, after, item.to_text);
}

void add_stay(std::vector<Stay>& stays, Stay stay) {
  if (stay.to && *stay.to <= stay.from) return;
  if (!stays.empty() && stays.back().id == stay.id && stays.back().to == stay.from) {
    stays.back().to = stay.to;  // left and entered again at one instant
    stays.back().witnessed = stays.back().witnessed && stay.witnessed;
    return;
  }
  stays.push_back(std::move(stay));
}

// The stays of one member. What histories and present value say against each other is settled for
// the present value, with `witnessed` false.
void add_stays(std::vector<Stay>& stays, const std::string& id, const Track& track,
               const Present& present, Instant created) {
  std::optional<Instant> since;
  Instant last = created;
  if (!track.events.empty() && !track.events.front().entered) since = created;
  for (const Event& event : track.events) {
    if (event.entered) {
      since = event.at;
    } else if (since) {
      add_stay(stays, Stay{id, track.name, *since, event.at, true});
      since.reset();
    }
    last = event.at;
  }
  const bool known = present.members.has_value();
  if (since && known && !track.present) {
    add_stay(stays, Stay{id, track.name, *since, std::max(present.as_of, last), false});
  } else if (since) {
    add_stay(stays, Stay{id, track.name, *since, std::nullopt, true});
  } else if (known && track.present) {
    // Never seen entering: so from the start, unless it is known to have left.
    add_stay(stays, Stay{id, track.name, last, std::nullopt, track.events.empty()});
  }
}

std::vector<Stay> stays_of(const Tracks& tracks, const Present& present, Instant created) {
  std::vector<Stay> stays;
  for (const auto& [id, track] : tracks) {
    std::vector<Stay> own;
    add_stays(own, id, track, present, created);
    stays.insert(stays.end(), own.begin(), own.end());
  }
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.from, a.id) < std::tie(b.from, b.id);
  });
  return stays;
}

// "ABC-7" of "This issue blocks ABC-7".
std::string_view last_word(std::string_view text) {
  const size_t space = text.rfind(' ');
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

bool says(std::string_view sentence, std::string_view phrase) {
  if (phrase.empty() || !sentence.ends_with(phrase)) return false;
  const size_t before = sentence.size() - phrase.size();
  return before == 0 || sentence[before - 1] == ' ';
}

// The sentence that a present link was made with: the one that ends with its words; in another
// language the only one about the same issue.
Tracks::iterator track_of_link(Tracks& tracks, const Ref& link) {
  auto same_issue = tracks.end();
  int count = 0;
  for (auto it = tracks.begin(); it != tracks.end(); ++it) {
    if (it->second.present) continue;
    if (says(it->first, link.name)) return it;
    if (last_word(it->first) != last_word(link.name)) continue;
    if (it->second.events.empty() || !it->second.events.back().entered) continue;
    same_issue = it;
    ++count;
  }
  return count == 1 ? same_issue : tracks.end();
}

// The identity of a link in the histories: its sentence, else the other issue's key.
std::string link_identity(const std::optional<std::string>& text,
                          const std::optional<std::string>& key) {
  if (text) return *text;
  return key.value_or("");
}

void follow_link(Tracks& tracks, const HistoryItem& item, Instant at) {
  const std::string before = link_identity(item.from_text, item.from_id);
  const std::string after = link_identity(item.to_text, item.to_id);
  if (!before.empty() && before != after) enter(tracks, before, at, false);
  if (!after.empty() && before != after) enter(tracks, after, at, true);
}

Present present_of(const Issue& issue, std::string_view name) {
  const auto found = issue.attributes.find(name);
  if (found == issue.attributes.end()) return {};
  Present present;
  present.as_of = found->second.version.instant;
  const Value& value = found->second.value;
  if (const Refs* refs = as_refs(value)) {
    present.members = *refs;
  } else if (const Ref* ref = as_ref(value)) {
    present.members = Refs{*ref};
  } else if (std::holds_alternative<std::monostate>(value)) {
    present.members = Refs{};
  }
  return present;
}

std::vector<std::string> field_ids(const FieldCatalogue& fields, FieldRole role,
                                   std::vector<std::string> names) {
  for (const FieldInfo* field : fields.find_role(role)) {
    names.push_back(field->id);
    names.push_back(field->name);  // what old sites write in place of the id
  }
  return names;
}

// Of several fields that say the same the newest; of equally new ones the one with members.
Present newest_present(const Issue& issue, const std::vector<std::string>& names) {
  Present newest;
  for (const std::string& name : names) {
    Present present = present_of(issue, name);
    if (!present.members) continue;
    const bool newer = !newest.members || present.as_of > newest.as_of ||
                       (present.as_of == newest.as_of && newest.members->empty());
    if (newer) newest = std::move(present);
  }
  return newest;
}

// The id that the histories give to an issue's key; the key where they never name it.
std::string id_of_key(std::span<const History> histories, const StayField& field,
                      const std::string& key) {
  for (const History& history : histories) {
    for (const HistoryItem& item : history.items) {
      if (is_change_of(item, field) && item.to_text == key && item.to_id) return *item.to_id;
    }
  }
  return key;
}

// The value of an epic link is a key, those of the other parents are ids.
Present present_parent(const Issue& issue, std::span<const History> histories,
                       const StayField& field, const FieldCatalogue& fields) {
  Present present = newest_present(issue, field.ids);
  if (present.members && !present.members->empty()) return present;
  for (const FieldInfo* link : fields.find_role(FieldRole::kEpicLink)) {
    const auto value = issue.attributes.find(link->id);
    const std::string key = text_of(issue.attributes, link->id);
    if (key.empty()) continue;
    return Present{Refs{Ref{id_of_key(histories, field, key), key}}, value->second.version.instant};
  }
  return present;
}

}  // namespace

bool is_change_of(const HistoryItem& item, const FieldInfo& field) {
  return is_change_of(item, StayField{{field.id, field.name}});
}

std::vector<Stay> decide_stays(std::span<const History> histories, const StayField& field,
                               const Present& present, Instant created) {
  Tracks tracks;
  for (const History& history : histories) {
    for (const HistoryItem& item : history.items) {
      if (is_change_of(item, field)) follow(tracks, item, field, history.at());
    }
  }
  for (const Ref& member : present.members.value_or(Refs())) {
    Track& track = tracks[member.id];
    track.present = true;
    if (!member.name.empty()) track.name = member.name;
  }
  return stays_of(tracks, present, created);
}

std::vector<Stay> decide_link_since(std::span<const History> histories, const Present& present,
                                    Instant created) {
  Tracks tracks;
  for (const History& history : histories) {
    for (const HistoryItem& item : history.items) {
      if (item.field_id == "Link" || item.field_id == "issuelinks") {
        follow_link(tracks, item, history.at());
      }
    }
  }
  for (auto& [sentence, track] : tracks) track.name = sentence;
  std::map<std::string, Ref> present_links;  // by the sentence
  for (const Ref& link : present.members.value_or(Refs())) {
    const auto found = track_of_link(tracks, link);
    const std::string sentence = found == tracks.end() ? link.id : found->first;
    tracks[sentence].present = true;
    present_links[sentence] = link;
  }
  std::vector<Stay> stays = stays_of(tracks, present, created);
  for (Stay& stay : stays) {
    const auto link = present_links.find(stay.id);
    if (link == present_links.end() || stay.to) continue;
    stay.id = link->second.id;
    stay.name = link->second.name;
  }
  return stays;
}

Memberships decide_memberships(const Issue& issue, std::span<const History> histories,
                               const FieldCatalogue& fields) {
  const Instant created = instant_of(issue.attributes, "created").value_or(Instant());
  const auto stays = [&](std::vector<std::string> ids) {
    const Present present = newest_present(issue, ids);
    return decide_stays(histories, StayField{std::move(ids)}, present, created);
  };
  Memberships out;
  out.sprints = stays(field_ids(fields, FieldRole::kSprint, {"sprint", "Sprint"}));
  out.fix_versions = stays({"fixVersions"});
  out.affected_versions = stays({"versions"});
  out.components = stays({"components"});
  out.flags = stays(field_ids(fields, FieldRole::kFlagged, {"Flagged"}));
  const StayField parent{field_ids(fields, FieldRole::kEpicLink, {"parent", "epic", "Epic Link"})};
  out.parents =
      decide_stays(histories, parent, present_parent(issue, histories, parent, fields), created);
  out.links = decide_link_since(histories, present_of(issue, "issuelinks"), created);
  return out;
}

}  // namespace tl::domain
