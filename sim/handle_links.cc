// Links between issues, links to things outside, and properties of issues.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr size_t kMaxProperty = 32'768;
constexpr size_t kMaxPropertyKey = 255;

int find_type(const Catalog& catalog, JsonElement value) {
  const auto id = json_id(value, "id");
  const auto name = json_text(value, "name").value_or("");
  const auto& types = link_types();
  for (size_t i = 0; i < types.size(); ++i) {
    const bool named = equals_no_case(types[i].name, name) ||
                       (!name.empty() && equals_no_case(catalog.word(types[i].name), name));
    if (named || std::to_string(types[i].id) == id) return static_cast<int>(i);
  }
  return -1;
}

Issue* find_end(Call& call, const char* name) {
  const auto value = json_get(call.json(), name);
  if (!value) return nullptr;
  const auto key = json_text(*value, "key").value_or("");
  const auto id = json_id(*value, "id");
  auto* issue = call.world.find_issue(key.empty() ? std::string_view(id) : key);
  return issue != nullptr && call.sees(*issue) ? issue : nullptr;
}

// "KEY|verb" of one side; see link_side() of render_parts.cc.
TextRef sentence(Call& call, const char* verb, const Issue& other) {
  return call.world.add_text(call.world.key_of(other) + "|" + verb);
}

void tell(Call& call, Issue& issue, const ChangeItem& item) {
  const auto history = call.world.apply(issue, call.author(), call.now, {item});
  call.site.webhooks.issue_updated(issue, call.author(), history, "issue_updated");
}

struct FoundLink {
  Issue* source = nullptr;
  Issue* target = nullptr;
  Link link{};
};

FoundLink find_link(Call& call) {
  const auto id = parse_int(call.parts[0]);
  for (auto& issue : call.world.issues) {
    if (issue.deleted) continue;
    for (const auto& link : issue.links) {
      if (!id || link.id != *id || !link.outward) continue;
      auto* other = call.world.issue_by_id(link.other);
      if (other == nullptr || !call.sees(issue) || !call.sees(*other)) return {};
      return {&issue, other, link};
    }
  }
  return {};
}

Response no_link() { return refuse(404, "No issue link with this id exists."); }

Response no_property() { return refuse(404, "The property does not exist."); }

}  // namespace

Response get_link_types(Call& call) {
  JsonWriter w;
  w.begin_object().key("issueLinkTypes").begin_array();
  for (size_t i = 0; i < link_types().size(); ++i)
    w.raw(call.site.shapes.link_type(static_cast<int>(i), call.view()));
  return answer(w.end_array().end_object().take());
}

Response post_issue_link(Call& call) {
  const auto type_value = json_get(call.json(), "type");
  const int type = type_value ? find_type(call.catalog(), *type_value) : -1;
  if (type < 0) return refuse(404, "No issue link type with this name or id exists.");
  auto* source = find_end(call, "outwardIssue");
  auto* target = find_end(call, "inwardIssue");
  if (source == nullptr || target == nullptr) return no_issue();
  if (source == target) return refuse(400, "You cannot link an issue to itself.");
  // As Jira does it: inwardIssue is where the link starts.
  std::swap(source, target);
  const auto& names = link_types()[static_cast<size_t>(type)];
  const auto id = call.world.next_link_id++;
  const auto position = static_cast<uint8_t>(type);
  source->links.push_back({id, target->id, call.now, position, true});
  target->links.push_back({id, source->id, call.now, position, false});
  call.site.webhooks.issue_link("issuelink_created", source->links.back(), source->id, target->id);
  tell(call, *source, {0, sentence(call, names.outward, *target), Field::kLink});
  tell(call, *target, {0, sentence(call, names.inward, *source), Field::kLink});
  return answer("", 201);
}

Response get_issue_link(Call& call) {
  const auto found = find_link(call);
  if (found.source == nullptr) return no_link();
  JsonWriter w;
  w.begin_object().member("id", std::to_string(found.link.id));
  w.key("type").raw(call.site.shapes.link_type(found.link.type, call.view()));
  w.key("inwardIssue").begin_object().member("id", std::to_string(found.source->id));
  w.member("key", call.world.key_of(*found.source)).end_object();
  w.key("outwardIssue").begin_object().member("id", std::to_string(found.target->id));
  w.member("key", call.world.key_of(*found.target)).end_object();
  return answer(w.end_object().take());
}

Response delete_issue_link(Call& call) {
  const auto found = find_link(call);
  if (found.source == nullptr) return no_link();
  const auto& names = link_types()[found.link.type];
  for (auto* issue : {found.source, found.target})
    std::erase_if(issue->links, [&](const Link& l) { return l.id == found.link.id; });
  call.site.webhooks.issue_link("issuelink_deleted", found.link, found.source->id,
                                found.target->id);
  tell(call, *found.source, {sentence(call, names.outward, *found.target), 0, Field::kLink});
  tell(call, *found.target, {sentence(call, names.inward, *found.source), 0, Field::kLink});
  return no_content();
}

Response get_remote_links(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto only = call.query("globalId");
  JsonWriter w;
  w.begin_array();
  for (const auto& link : call.world.remote_links_of(*issue))
    if (!only || link.global_id == *only) call.renderer().remote_link(w, *issue, link);
  return answer(w.end_array().take());
}

// The same globalId replaces what stood there.
Response post_remote_link(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto object = json_get(call.json(), "object");
  const auto url = object ? json_text(*object, "url") : std::nullopt;
  const auto title = object ? json_text(*object, "title") : std::nullopt;
  if (!url || !title) return refuse_field("object", "'url' and 'title' are required.");
  auto list = call.world.remote_links_of(*issue);
  RemoteLink link;
  link.global_id = json_text(call.json(), "globalId").value_or("");
  const auto same = std::find_if(list.begin(), list.end(), [&](const RemoteLink& l) {
    return !link.global_id.empty() && l.global_id == link.global_id;
  });
  const bool fresh = same == list.end();
  link.id = fresh ? call.world.next_remote_link_id++ : same->id;
  link.relationship = json_text(call.json(), "relationship").value_or("");
  if (const auto application = json_get(call.json(), "application"))
    link.application = json_text(*application, "name").value_or("");
  link.url = *url;
  link.title = *title;
  if (const auto status = json_get(*object, "status"))
    link.resolved = json_bool(*status, "resolved").value_or(false);
  if (fresh)
    list.push_back(link);
  else
    *same = link;
  call.world.remote_links[issue->id] = std::move(list);
  const auto text = call.world.add_text(fmt::format("This issue links to \"{}\"", link.title));
  tell(call, *issue, {0, text, Field::kRemoteLink});
  JsonWriter w;
  w.begin_object().member("id", link.id);
  w.member("self", fmt::format("{}/issue/{}/remotelink/{}", call.site.shapes.api(call.view()),
                               issue->id, link.id));
  return answer(w.end_object().take(), fresh ? 201 : 200);
}

Response delete_remote_link(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  auto list = call.world.remote_links_of(*issue);
  const auto gone = std::find_if(list.begin(), list.end(), [&](const RemoteLink& l) {
    return std::to_string(l.id) == call.parts[1];
  });
  if (gone == list.end()) return refuse(404, "No remote link with this id exists.");
  const auto text = call.world.add_text(fmt::format("This issue links to \"{}\"", gone->title));
  list.erase(gone);
  call.world.remote_links[issue->id] = std::move(list);
  tell(call, *issue, {text, 0, Field::kRemoteLink});
  return no_content();
}

Response get_properties(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  JsonWriter w;
  w.begin_object().key("keys").begin_array();
  const auto root =
      fmt::format("{}/issue/{}/properties", call.site.shapes.api(call.view()), issue->id);
  const auto found = call.world.properties.find(issue->id);
  if (found != call.world.properties.end())
    for (const auto& [key, value] : found->second)
      w.begin_object()
          .member("self", fmt::format("{}/{}", root, url_encode(key)))
          .member("key", key)
          .end_object();
  return answer(w.end_array().end_object().take());
}

Response get_property(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto found = call.world.properties.find(issue->id);
  if (found == call.world.properties.end()) return no_property();
  const auto value = found->second.find(call.parts[1]);
  if (value == found->second.end()) return no_property();
  JsonWriter w;
  w.begin_object().member("key", value->first).key("value").raw(value->second);
  return answer(w.end_object().take());
}

// The body is the value: any JSON.
Response put_property(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  if (call.parts[1].size() > kMaxPropertyKey)
    return refuse(400, "The property key must not be longer than 255 characters.");
  if (call.request.body.empty() || call.request.body.size() > kMaxProperty)
    return refuse(400,
                  "The property value must be valid, non-empty JSON of at most 32768 "
                  "characters.");
  const auto parsed = JsonDocument::parse(call.request.body);
  if (!parsed.ok()) return refuse(400, "The property value must be valid, non-empty JSON.");
  auto& values = call.world.properties[issue->id];
  const bool fresh = values.find(call.parts[1]) == values.end();
  values[call.parts[1]] = simdjson::minify(parsed->root());
  return answer("", fresh ? 201 : 200);
}

Response delete_property(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  return call.world.properties[issue->id].erase(call.parts[1]) > 0 ? no_content() : no_property();
}

}  // namespace tl::sim
