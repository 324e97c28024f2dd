#include "api/jql_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace tl::api {
namespace {

using jql::FieldId;
using jql::ValueKind;
using lens::Chunk;
using lens::Code;
using lens::LensField;

// Calls visit(chunk, row, address) for each row of the selection.
template <typename Visit>
void each_row(const lens::LensVersion& version, const jql::RowsOfParts& rows, Visit visit) {
  for (uint32_t part = 0; part < rows.parts.size(); ++part) {
    const Chunk& chunk = *version.parts()[part].chunk;
    const lens::RowSet& set = rows.parts[part];
    for (size_t word = 0; word < set.size(); ++word) {
      for (uint64_t bits = set[word]; bits != 0; bits &= bits - 1) {
        const auto row = static_cast<uint32_t>(word * 64 + std::countr_zero(bits));
        visit(chunk, row, lens::RowAddress{part, row});
      }
    }
  }
}

// --- where a field lies in a chunk ---

struct CodeField {
  FieldId field;
  lens::CodeColumn Chunk::* column;
  LensField names;
};
constexpr std::array<CodeField, 9> kCodeFields = {{
    {FieldId::kProject, &Chunk::project, LensField::kProject},
    {FieldId::kType, &Chunk::type, LensField::kType},
    {FieldId::kStatus, &Chunk::status, LensField::kStatus},
    {FieldId::kPriority, &Chunk::priority, LensField::kPriority},
    {FieldId::kResolution, &Chunk::resolution, LensField::kResolution},
    {FieldId::kAssignee, &Chunk::assignee, LensField::kAccount},
    {FieldId::kReporter, &Chunk::reporter, LensField::kAccount},
    {FieldId::kCreator, &Chunk::creator, LensField::kAccount},
    {FieldId::kLevel, &Chunk::security, LensField::kSecurity},
}};

struct MemberField {
  FieldId field;
  lens::ChangeField members;
  LensField names;
};
constexpr std::array<MemberField, 5> kMemberFields = {{
    {FieldId::kLabels, lens::ChangeField::kLabel, LensField::kLabel},
    {FieldId::kComponent, lens::ChangeField::kComponent, LensField::kComponent},
    {FieldId::kFixVersion, lens::ChangeField::kFixVersion, LensField::kVersion},
    {FieldId::kAffectedVersion, lens::ChangeField::kAffectedVersion, LensField::kVersion},
    {FieldId::kSprint, lens::ChangeField::kSprint, LensField::kSprint},
}};

struct NumberField {
  FieldId field;
  lens::InstantColumn Chunk::* column;
};
constexpr std::array<NumberField, 4> kNumberFields = {{
    {FieldId::kCreated, &Chunk::created},
    {FieldId::kUpdated, &Chunk::updated},
    {FieldId::kResolved, &Chunk::resolved},
    {FieldId::kDue, &Chunk::due},
}};

template <typename Table>
const typename Table::value_type* find_in(const Table& table, const JqlColumn& column) {
  for (const auto& source : column.sources) {
    if (!source) continue;
    for (const auto& one : table) {
      if (one.field == source->field.id) return &one;
    }
    return nullptr;
  }
  return nullptr;
}

// One computed column for the whole lens: it is the same for each instance.
const jql::ComputedColumn* computed_of(const JqlColumn& column) {
  for (const auto& source : column.sources) {
    if (source && source->field.id == FieldId::kComputed) return source->field.computed.get();
  }
  return nullptr;
}

// --- groups ---

bool is_person(const JqlColumn& column) {
  const CodeField* code = find_in(kCodeFields, column);
  return code != nullptr && code->names == LensField::kAccount;
}

class Groups {
 public:
  Groups(const JqlWorld& world, const JqlColumn& column)
      : world_(world), column_(column), by_id_(is_person(column)) {}

  void add(const jql::Value& value, InstanceId instance, int64_t issues = 1) {
    key_.assign(shown(value));
    if (by_id_) key_.append(1, '\0').append(value.id);
    const auto [found, fresh] = places_.try_emplace(key_, groups_.size());
    if (fresh) {
      groups_.push_back({{std::string(value.id), shown(value), value.number}, instance, false, 0});
    }
    groups_[found->second].issues += issues;
  }
  void add_empty(int64_t issues = 1) { empty_ += issues; }
  // A value of a field whose codes were counted, with what follows from it.
  void add_code(const lens::DictionaryEntry& entry, int64_t issues) {
    const auto place = world_.place_of(entry.instance);
    if (!place || !column_.sources[*place]) return;
    const JqlColumn::Source& source = *column_.sources[*place];
    if (!source.derived) {
      const bool project = source.field.id == FieldId::kProject && !entry.key.empty();
      return add({entry.id, project ? entry.key : entry.name, 0, 0}, entry.instance, issues);
    }
    const auto found = source.values.find(entry.id);
    if (found == source.values.end()) return add_empty(issues);
    add({found->second.id, found->second.text, found->second.number, 0}, entry.instance, issues);
  }

  std::vector<JqlGroup> finish() {
    if (empty_ > 0) groups_.push_back({{}, {}, true, empty_});
    std::sort(groups_.begin(), groups_.end(), [](const JqlGroup& a, const JqlGroup& b) {
      return std::tie(b.issues, a.value.text, a.value.id) <
             std::tie(a.issues, b.value.text, b.value.id);
    });
    return std::move(groups_);
  }

 private:
  [[nodiscard]] std::string shown(const jql::Value& value) const {
    if (column_.kind == ValueKind::kNumber) return fmt::format("{}", value.number);
    return std::string(value.text.empty() ? value.id : value.text);
  }

  const JqlWorld& world_;
  const JqlColumn& column_;
  const bool by_id_;
  std::string key_;
  std::unordered_map<std::string, size_t> places_;
  std::vector<JqlGroup> groups_;
  int64_t empty_ = 0;
};

void add_codes(const lens::FieldDictionary& names, const std::vector<int64_t>& counts,
               Groups& groups) {
  if (!counts.empty() && counts[lens::kNoCode] > 0) groups.add_empty(counts[lens::kNoCode]);
  for (Code code = 1; code < counts.size(); ++code) {
    if (counts[code] > 0) groups.add_code(names.at(code), counts[code]);
  }
}

void count_codes(const lens::LensVersion& version, const CodeField& field,
                 const jql::RowsOfParts& rows, Groups& groups) {
  const auto& names = version.dictionary().field(field.names);
  std::vector<int64_t> counts(names.size());
  each_row(version, rows, [&](const Chunk& chunk, uint32_t row, lens::RowAddress) {
    ++counts[(chunk.*field.column)[row]];
  });
  add_codes(names, counts, groups);
}

void count_members(const lens::LensVersion& version, const MemberField& field,
                   const jql::RowsOfParts& rows, Groups& groups) {
  const auto& names = version.dictionary().field(field.names);
  std::vector<int64_t> counts(names.size());
  each_row(version, rows, [&](const Chunk& chunk, uint32_t row, lens::RowAddress) {
    const lens::Range range = chunk.members(row, field.members);
    if (range.empty()) ++counts[lens::kNoCode];
    for (uint32_t i = range.begin; i < range.end; ++i) ++counts[chunk.member.code[i]];
  });
  add_codes(names, counts, groups);
}

void count_computed(const lens::LensVersion& version, const jql::ComputedColumn& computed,
                    const jql::RowsOfParts& rows, Groups& groups) {
  each_row(version, rows, [&](const Chunk& chunk, uint32_t row, lens::RowAddress) {
    const jql::ComputedValue value = computed.value(chunk, row);
    const InstanceId instance(chunk.instance[row]);
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      groups.add({*text, *text, 0, 0}, instance);
    } else if (const auto* number = std::get_if<double>(&value)) {
      groups.add({{}, {}, *number, 0}, instance);
    } else {
      groups.add_empty();
    }
  });
}

void count_opened(const JqlWorld& world, const JqlColumn& column, const jql::RowsOfParts& rows,
                  Groups& groups) {
  jql::Values values;
  each_row(*world.view.version, rows, [&](const Chunk&, uint32_t, lens::RowAddress address) {
    const JqlRow row(world, address);
    if (!row.values(column, values) || values.all.empty()) return groups.add_empty();
    for (const jql::Value& value : values.all) groups.add(value, row.instance().id);
  });
}

// --- numbers ---

double number_of(const jql::Value& value, ValueKind kind) {
  const bool at = kind == ValueKind::kInstant || kind == ValueKind::kDay;
  return at ? static_cast<double>(value.at) : value.number;
}

void note(JqlNumbers& numbers, double value) {
  if (std::isfinite(value)) numbers.values.push_back(value);
}

}  // namespace

std::vector<JqlGroup> count_groups(const JqlWorld& world, const JqlColumn& column,
                                   const jql::RowsOfParts& rows) {
  const lens::LensVersion& version = *world.view.version;
  Groups groups(world, column);
  if (const CodeField* code = find_in(kCodeFields, column)) {
    count_codes(version, *code, rows, groups);
  } else if (const MemberField* member = find_in(kMemberFields, column)) {
    count_members(version, *member, rows, groups);
  } else if (const auto* computed = computed_of(column)) {
    count_computed(version, *computed, rows, groups);
  } else {
    count_opened(world, column, rows, groups);
  }
  return groups.finish();
}

JqlNumbers collect_numbers(const JqlWorld& world, const JqlColumn& column,
                           const jql::RowsOfParts& rows) {
  const lens::LensVersion& version = *world.view.version;
  JqlNumbers numbers;
  if (const NumberField* field = find_in(kNumberFields, column)) {
    each_row(version, rows, [&](const Chunk& chunk, uint32_t row, lens::RowAddress) {
      const int64_t value = (chunk.*field->column)[row];
      if (value == lens::kNoInstant)
        ++numbers.empty;
      else
        numbers.values.push_back(static_cast<double>(value));
    });
  } else if (const auto* computed = computed_of(column)) {
    each_row(version, rows, [&](const Chunk& chunk, uint32_t row, lens::RowAddress) {
      const jql::ComputedValue value = computed->value(chunk, row);
      if (const auto* number = std::get_if<double>(&value))
        note(numbers, *number);
      else
        ++numbers.empty;
    });
  } else {
    jql::Values values;
    each_row(version, rows, [&](const Chunk&, uint32_t, lens::RowAddress address) {
      const JqlRow row(world, address);
      if (!row.values(column, values) || values.all.empty()) ++numbers.empty;
      for (const jql::Value& value : values.all) note(numbers, number_of(value, column.kind));
    });
  }
  std::sort(numbers.values.begin(), numbers.values.end());
  return numbers;
}

}  // namespace tl::api
