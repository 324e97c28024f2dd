#include "jql/bind_lookup.h"

#include <algorithm>

#include "jql/text_query.h"

namespace tl::jql {
namespace {

constexpr size_t kFew = 4;

unsigned char lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

// Whether `candidate` folds to `folded`. Most differ in the first byte.
bool equals(std::string_view candidate, std::string_view folded) {
  for (size_t i = 0; i < candidate.size(); ++i) {
    const auto c = static_cast<unsigned char>(candidate[i]);
    if (c >= 0x80) return equals_folded(candidate, folded);
    if (i >= folded.size() || lower(c) != static_cast<unsigned char>(folded[i])) return false;
  }
  return candidate.size() == folded.size();
}

}  // namespace

Known keep(const Named& named) {
  Known known;
  known.id = named.id;
  known.name = named.name;
  known.key = named.key;
  known.project = named.project;
  known.category = named.category;
  known.state = named.state;
  known.lead = named.lead;
  known.type = named.type;
  known.rank = named.rank;
  known.level = named.level;
  known.released = named.released;
  known.archived = named.archived;
  known.gone = named.gone;
  return known;
}

void WantedNames::expect(unsigned char first, size_t length) {
  lengths_[bucket(length)] = true;
  starts_[first][bucket(length)] = true;
}

void WantedNames::add(std::string_view text) {
  std::string folded = fold(text);
  if (folded.empty()) return;
  // A name that is not ASCII may be a byte shorter or longer for each of its characters.
  size_t wide = 0;
  for (const char c : folded) wide += (static_cast<unsigned char>(c) & 0xC0U) == 0xC0U ? 1 : 0;
  const size_t slack = std::min(wide, kLengths);
  const auto first = static_cast<unsigned char>(folded[0]);
  for (size_t length = folded.size() - std::min(slack, folded.size());
       length <= folded.size() + slack; ++length) {
    expect(first, length);
  }
  expect(first, text.size());
  const auto [at, added] = numbers_.emplace(std::move(folded), static_cast<int>(texts_.size()));
  if (added) texts_.push_back(at->first);
}

void WantedNames::add(const Operand& operand) {
  if (operand.kind == OperandKind::kText || operand.kind == OperandKind::kNumber) {
    add(std::string_view(operand.text));
  }
  if (operand.kind == OperandKind::kNumber) add(std::string_view(std::to_string(operand.number)));
  for (const Operand& item : operand.items) add(item);
}

void WantedNames::add(const Node& node) {
  if (node.clause) {
    add(node.clause->operand);
    for (const Predicate& predicate : node.clause->predicates) add(predicate.operand);
  }
  for (const Node& child : node.children) add(child);
}

int WantedNames::find_folded(const std::string& folded) const {
  const auto found = numbers_.find(folded);
  return found == numbers_.end() ? -1 : found->second;
}

int WantedNames::find_among_few(std::string_view candidate) const {
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (equals(candidate, texts_[i])) return static_cast<int>(i);
  }
  return -1;
}

int WantedNames::find(std::string_view candidate) const {
  const size_t length = bucket(candidate.size());
  if (candidate.empty() || !lengths_[length]) return -1;
  const auto first = static_cast<unsigned char>(candidate[0]);
  if (first < 0x80 && !starts_[lower(first)][length]) return -1;
  if (texts_.size() <= kFew) return find_among_few(candidate);
  return find_folded(fold(candidate));
}

void Lookup::note(Table& table, const Named& named) const {
  const std::pair<std::string_view, How> names[] = {
      {named.id, kId}, {named.key, kKey}, {named.name, kName}, {named.email, kMail}};
  for (const auto& [text, how] : names) {
    const int number = wanted_.find(text);
    if (number < 0) continue;
    if (table.hits.size() <= static_cast<size_t>(number)) table.hits.resize(number + 1);
    std::vector<Hit>& hits = table.hits[number];
    if (!hits.empty() && hits.back().thing.id == named.id && hits.back().thing.gone == named.gone) {
      hits.back().how |= how;
    } else {
      hits.push_back(Hit{keep(named), how});
    }
  }
}

Lookup::Table& Lookup::table_of(Noun noun) {
  const auto [at, added] = tables_.try_emplace(noun);
  if (added) catalogue_.each(noun, [&](const Named& named) { note(at->second, named); });
  return at->second;
}

std::vector<const Known*> Lookup::choose(Table& table, std::string_view text,
                                         const std::vector<uint8_t>& tiers) const {
  const int number = wanted_.find_folded(fold(text));
  if (number < 0 || static_cast<size_t>(number) >= table.hits.size()) return {};
  for (const bool gone : {false, true}) {
    for (const uint8_t tier : tiers) {
      std::vector<const Known*> found;
      for (const Hit& hit : table.hits[number]) {
        if (hit.thing.gone != gone || (hit.how & tier) == 0) continue;
        found.push_back(&hit.thing);
      }
      if (!found.empty()) return found;
    }
  }
  return {};
}

std::vector<const Known*> Lookup::find(Noun noun, std::string_view text, bool id_first) {
  Table& table = table_of(noun);
  if (noun == Noun::kUser) return choose(table, text, {kId | kKey, kName | kMail});
  if (id_first) return choose(table, text, {kId, kKey, kName});
  return choose(table, text, {kKey, kName, kId});
}

std::vector<const Known*> Lookup::find_option(const std::string& field_id, std::string_view text,
                                              bool id_first) {
  const auto [at, added] = options_.try_emplace(field_id);
  Table& table = at->second;
  if (added) {
    catalogue_.each_option(field_id, [&](const Named& named) { note(table, named); });
  }
  if (id_first) return choose(table, text, {kId, kName});
  return choose(table, text, {kName, kId});
}

const std::vector<Known>& Lookup::all(Noun noun) {
  const auto [at, added] = all_.try_emplace(noun);
  if (added) catalogue_.each(noun, [&](const Named& named) { at->second.push_back(keep(named)); });
  return at->second;
}

}  // namespace tl::jql
