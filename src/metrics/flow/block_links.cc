// Which link types say "is blocked by": a table of phrases as Jira's languages have them.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "mapping/fold.h"
#include "metrics/flow/block_finder.h"

namespace tl::metrics::flow {
namespace {

// All as mapping::fold_name gives.
constexpr std::array<std::string_view, 47> kBlockedBy = {
    "is blocked by",
    "blocked by",
    "is being blocked by",
    "wird blockiert von",
    "wird blockiert durch",
    "wird geblockt von",
    "ist blockiert durch",
    "ist blockiert von",
    "blockiert durch",
    "est bloqué par",
    "est bloquée par",
    "bloqué par",
    "está bloqueado por",
    "está bloqueada por",
    "es bloqueado por",
    "es bloqueada por",
    "bloqueado por",
    "é bloqueado por",
    "é bloqueada por",
    "bloqueada por",
    "è bloccato da",
    "è bloccata da",
    "bloccato da",
    "wordt geblokkeerd door",
    "is geblokkeerd door",
    "geblokkeerd door",
    "jest blokowane przez",
    "jest blokowany przez",
    "jest zablokowane przez",
    "je blokován",
    "je blokováno",
    "blockeras av",
    "är blockerad av",
    "blokeres af",
    "er blokeret af",
    "blokkeres av",
    "er blokkert av",
    "блокируется",
    "заблокировано",
    "заблокирована",
    "блокується",
    "заблоковано",
    "被阻塞",
    "被阻止",
    "ブロックされています",
    "ブロックされている",
    "차단됨",
};

constexpr std::array<std::string_view, 21> kBlocks = {
    "blocks",       "is blocking", "blockiert", "bloque",    "bloquea",  "bloqueia",
    "blocca",       "blokkeert",   "blokuje",   "blockerar", "blokerer", "blokkerer",
    "блокирует",    "блокує",      "阻塞",      "阻止",      "阻挡",     "ブロックしています",
    "ブロックする", "ブロック",    "차단",
};

template <size_t kSize>
bool has(const std::array<std::string_view, kSize>& phrases, const std::string& folded) {
  return std::find(phrases.begin(), phrases.end(), folded) != phrases.end();
}

// "in:10" of "out:10" and the other way round; "" for anything else.
std::string other_direction(const std::string& id) {
  if (id.starts_with("in:")) return "out:" + id.substr(3);
  if (id.starts_with("out:")) return "in:" + id.substr(4);
  return "";
}

// A link that has ended is known by its phrase alone ("name:waits for"): it blocked where a type of
// the same phrase does.
void mark_ended(const lens::FieldDictionary& types, std::vector<uint8_t>& blocking) {
  for (lens::Code code = 1; code < types.size(); ++code) {
    if (blocking[code] != 0 || !types.at(code).id.starts_with("name:")) continue;
    for (lens::Code other = 1; other < types.size(); ++other) {
      if (blocking[other] != 0 && types.at(other).instance == types.at(code).instance &&
          types.at(other).name == types.at(code).name)
        blocking[code] = 1;
    }
  }
}

}  // namespace

bool says_blocked_by(std::string_view phrase) {
  return has(kBlockedBy, mapping::fold_name(phrase));
}

bool says_blocks(std::string_view phrase) { return has(kBlocks, mapping::fold_name(phrase)); }

std::vector<uint8_t> decide_blocking_links(const lens::Dictionary& dictionary) {
  const auto& types = dictionary.field(lens::LensField::kLinkType);
  std::vector<uint8_t> out(types.size());
  for (lens::Code code = 1; code < types.size(); ++code) {
    const lens::DictionaryEntry& entry = types.at(code);
    out[code] = says_blocked_by(entry.name) ? 1 : 0;
    if (out[code] != 0 || says_blocks(entry.name)) continue;
    const lens::Code other = types.find(entry.instance, other_direction(entry.id));
    if (other != lens::kNoCode && says_blocks(types.at(other).name)) out[code] = 1;
  }
  mark_ended(types, out);
  return out;
}

}  // namespace tl::metrics::flow
