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
std::set<std::string> members_of(std::string_view list, char separator) {
  std::set<std::string> members;
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
void name_member(Tracks& tracks, const std::set<std::string>& ids, std::string_view text) {
  if (ids.size() == 1 && !text.empty()) tracks[*ids.begin()].name = text;
}

void follow(Tracks& tracks, const StayItem& item, bool words) {
  const char separator = words ? ' ' : ',';
  const std::set<std::string> before = members_of(words ? item.from_text : item.from_id, separator);
  const std::set<std::string> after = members_of(words ? item.to_text : item.to_id, separator);
  for (const std::string& id : before) {
    if (!after.contains(id)) enter(tracks, id, item.at, false);
  }
  for (const std::string& id : after) {
    if (!before.contains(id)) enter(tracks, id, item.at, true);
  }
  if (words) return;
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
std::string link_identity(std::string_view text, std::string_view key) {
  return std::string(text.empty() ? key : text);
}

void follow_link(Tracks& tracks, const StayItem& item) {
  const std::string before = link_identity(item.from_text, item.from_id);
  const std::string after = link_identity(item.to_text, item.to_id);
  if (!before.empty() && before != after) enter(tracks, before, item.at, false);
  if (!after.empty() && before != after) enter(tracks, after, item.at, true);
}

std::string_view view(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

StayItem item_of(const HistoryItem& item, Instant at) {
  return {at, view(item.from_id), view(item.from_text), view(item.to_id), view(item.to_text)};
}

Present present_of_one(const Attributes& issue, std::string_view name) {
  const auto found = issue.find(name);
  if (found == issue.end()) return {};
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
  Present present = present_of(issue.attributes, field.ids);
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

Present present_of(const Attributes& issue, std::span<const std::string> names) {
  Present newest;
  for (const std::string& name : names) {
    Present present = present_of_one(issue, name);
    if (!present.members) continue;
    const bool newer = !newest.members || present.as_of > newest.as_of ||
                       (present.as_of == newest.as_of && newest.members->empty());
    if (newer) newest = std::move(present);
  }
  return newest;
}

std::vector<Stay> decide_stays(std::span<const History> histories, const StayField& field,
                               const Present& present, Instant created) {
  std::vector<StayItem> items;
  for (const History& history : histories) {
    for (const HistoryItem& item : history.items) {
      if (is_change_of(item, field)) items.push_back(item_of(item, history.at()));
    }
  }
  return decide_item_stays(items, field.words, present, created);
}

std::vector<Stay> decide_item_stays(std::span<const StayItem> items, bool words,
                                    const Present& present, Instant created) {
  Tracks tracks;
  for (const StayItem& item : items) follow(tracks, item, words);
  for (const Ref& member : present.members.value_or(Refs())) {
    Track& track = tracks[member.id];
    track.present = true;
    if (!member.name.empty()) track.name = member.name;
  }
  return stays_of(tracks, present, created);
}

std::vector<Stay> decide_link_since(std::span<const History> histories, const Present& present,
                                    Instant created) {
  std::vector<StayItem> items;
  for (const History& history : histories) {
    for (const HistoryItem& item : history.items) {
      if (item.field_id == "Link" || item.field_id == "issuelinks") {
        items.push_back(item_of(item, history.at()));
      }
    }
  }
  return decide_link_stays(items, present, created);
}

std::vector<Stay> decide_link_stays(std::span<const StayItem> items, const Present& present,
                                    Instant created) {
  Tracks tracks;
  for (const StayItem& item : items) follow_link(tracks, item);
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
    const Present present = present_of(issue.attributes, ids);
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
  out.links = decide_link_since(histories, present_of_one(issue.attributes, "issuelinks"), created);
  return out;
}

}  // namespace tl::domain
