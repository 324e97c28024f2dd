#include "connectors/jira/pull_state.h"

#include "base/json.h"

namespace tl::connectors::jira {
namespace {

template <typename Map>
void erase(Map& map, std::string_view name) {
  const auto found = map.find(name);
  if (found != map.end()) map.erase(found);
}

}  // namespace

PullState PullState::parse(std::string_view text) {
  PullState state;
  if (text.empty()) return state;
  const auto document = JsonDocument::parse(text);
  simdjson::dom::object members;
  if (!document.ok() || document->root().get(members)) return state;
  for (const auto& [name, value] : members) {
    int64_t number = 0;
    std::string_view word;
    simdjson::dom::array list;
    if (!value.get(number)) state.set(name, number);
    if (!value.get(word)) state.set_text(name, std::string(word));
    if (value.get(list)) continue;
    std::vector<std::string> words;
    for (const JsonElement item : list) {
      if (!item.get(word)) words.emplace_back(word);
    }
    state.set_list(name, std::move(words));
  }
  return state;
}

std::string PullState::render() const {
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, number] : numbers_) out.member(name, number);
  for (const auto& [name, word] : texts_) out.member(name, word);
  for (const auto& [name, words] : lists_) {
    out.key(name).begin_array();
    for (const std::string& word : words) out.value(word);
    out.end_array();
  }
  out.end_object();
  return out.take();
}

std::optional<int64_t> PullState::number(std::string_view name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::string PullState::text(std::string_view name) const {
  const auto found = texts_.find(name);
  return found == texts_.end() ? std::string() : found->second;
}

std::vector<std::string> PullState::list(std::string_view name) const {
  const auto found = lists_.find(name);
  return found == lists_.end() ? std::vector<std::string>() : found->second;
}

void PullState::set_text(std::string_view name, std::string text) {
  if (text.empty()) return remove(name);
  texts_[std::string(name)] = std::move(text);
}

void PullState::set_list(std::string_view name, std::vector<std::string> list) {
  if (list.empty()) return remove(name);
  lists_[std::string(name)] = std::move(list);
}

void PullState::remove(std::string_view name) {
  erase(numbers_, name);
  erase(texts_, name);
  erase(lists_, name);
}

}  // namespace tl::connectors::jira
