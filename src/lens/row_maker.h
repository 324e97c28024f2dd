// The one place that knows what stored facts mean as a row of the lens. The whole scan and the
// follower give it the same facts, so their rows are equal.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/issue.h"
#include "domain/membership.h"
#include "lens/chunk.h"
#include "lens/field_roles.h"
#include "lens/member_turns.h"

namespace tl::lens {

// One value as it is written in a history. Views.
struct ItemSide {
  std::string_view id, text;  // "" is absent
  // Not 0: the same number is the same (field, id, text) as long as a RowMaker lives.
  uint32_t number = 0;
};

// An item of an effective history (domain::effective_histories), in their order.
struct ChangeItem {
  FieldUse use;
  int64_t at = 0;
  ItemSide actor, from, to;
};

struct WorklogFact {
  std::string_view id;
  int64_t started = 0;
  int64_t seconds = 0;
  ItemSide author;
};

struct IssueFacts {
  InstanceId instance;
  const domain::Issue* issue = nullptr;
  std::vector<ChangeItem> items;
  std::vector<WorklogFact> worklogs;  // those not deleted; ids may be left out when in their order
  std::optional<int64_t> comments;    // how many are stored; counts where the vendor tells no total
};

// The key of an issue that is stored or was, to its id. Keys that are not there are unknown.
using KeyMap = std::map<std::pair<InstanceId, std::string>, IssueId>;

// A row and the issues it names by key alone; these become ids in RowMaker::settle.
struct MadeRow {
  struct Wish {
    std::string key;
    std::optional<size_t> link;  // index of row.links; nothing: the parent
  };
  IssueRow row;
  std::vector<Wish> wishes;
};

// The field of extra values that say which issues a row waits for because their key is known and
// they are not stored: their `value` is a Code of LensField::kIssue. No field of the vendor.
inline constexpr std::string_view kWaitsField = "$waits";

// Id of an entry of LensField::kIssue for an issue of which the key alone is known.
[[nodiscard]] std::string id_of_key(std::string_view key);

class RowMaker {
 public:
  // Both must outlive the maker.
  RowMaker(DictionaryBuilder& dictionary, const RoleMap& roles)
      : dictionary_(dictionary), roles_(roles) {}

  [[nodiscard]] MadeRow make(const IssueFacts& facts);
  // Ends a row: keys become ids, those that are unknown are waited for.
  [[nodiscard]] IssueRow settle(MadeRow made, const KeyMap& keys);

  [[nodiscard]] DictionaryBuilder& dictionary() { return dictionary_; }
  [[nodiscard]] const RoleMap& roles() const { return roles_; }

 private:
  struct Group;  // the items of one field
  void begin_instance(InstanceId instance);
  Code code_of(LensField field, const domain::Ref& value);
  Code code_of_side(ChangeField field, const ItemSide& side);
  Code new_code(ChangeField field, const ItemSide& side);
  Code code_of_actor(const ItemSide& side);
  void set_plain(const domain::Attributes& from, IssueRow& row);
  void set_parent(const IssueFacts& facts, MadeRow& made);
  void set_points(const IssueFacts& facts, IssueRow& row);
  void add_single(const IssueFacts& facts, IssueRow& row);
  void add_many(const IssueFacts& facts, ChangeField field, IssueRow& row);
  void add_turns(std::span<const ChangeItem* const> items, const std::vector<MemberTurn>& turns,
                 ChangeField field, IssueRow& row);
  void note_written(IssueRow& row, ChangeField field, bool to, const ItemSide& side);
  void add_links(const IssueFacts& facts, MadeRow& made);
  void add_link(const domain::Stay& stay, Instant created, MadeRow& made);
  void add_worklogs(const IssueFacts& facts, IssueRow& row);
  void add_values(const IssueFacts& facts, IssueRow& row);
  void add_value(std::string_view name, const domain::Value& value, IssueRow& row);

  DictionaryBuilder& dictionary_;
  const RoleMap& roles_;
  InstanceId instance_;
  const FieldRoles* now_ = nullptr;  // roles of instance_
  static constexpr Code kUnknownCode = ~Code{0};
  struct Known {
    Code code = kUnknownCode;     // kUnknownCode: not looked up
    Code written = kUnknownCode;  // what written_code() gave
  };
  std::vector<Known> known_;  // by ItemSide::number
  std::vector<const ChangeItem*> chosen_;
  std::vector<domain::StayItem> stay_items_;
};

}  // namespace tl::lens
