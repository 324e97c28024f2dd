#include "lens/dictionary.h"

#include <algorithm>

namespace tl::lens {
namespace {

std::optional<LensField> field_of(domain::RecordKind kind) {
  switch (kind) {
    case domain::RecordKind::kProject:
      return LensField::kProject;
    case domain::RecordKind::kIssueType:
      return LensField::kType;
    case domain::RecordKind::kStatus:
      return LensField::kStatus;
    case domain::RecordKind::kPriority:
      return LensField::kPriority;
    case domain::RecordKind::kResolution:
      return LensField::kResolution;
    case domain::RecordKind::kAccount:
      return LensField::kAccount;
    default:
      return std::nullopt;
  }
}

// The greatest name that anybody wrote: the same whatever the order of reading.
void note_written_name(DictionaryEntry& entry, LensField field, const std::string& written) {
  std::string& name = field == LensField::kProject ? entry.key : entry.name;
  if (!entry.catalogued || name.empty()) name = std::max(name, written);
}

bool adds_name(const DictionaryEntry& entry, LensField field, const std::string& written) {
  const std::string& name = field == LensField::kProject ? entry.key : entry.name;
  return entry.catalogued ? name.empty() && !written.empty() : name < written;
}

std::optional<int> level_of(const domain::Attributes& from) {
  if (const auto level = domain::number_of(from, "level")) return static_cast<int>(*level);
  if (domain::flag_of(from, "subtask")) return -1;
  return std::nullopt;
}

}  // namespace

StatusCategory parse_status_category(std::string_view id) {
  if (id == "new") return StatusCategory::kNew;
  if (id == "indeterminate") return StatusCategory::kIndeterminate;
  if (id == "done") return StatusCategory::kDone;
  if (id == "undefined") return StatusCategory::kUndefined;
  return StatusCategory::kUnknown;
}

Code FieldDictionary::find(InstanceId instance, std::string_view id) const {
  const auto codes = codes_.find(instance);
  if (codes == codes_.end()) return kNoCode;
  const auto found = codes->second.find(id);
  return found == codes->second.end() ? kNoCode : found->second;
}

size_t FieldDictionary::memory_bytes() const {
  constexpr size_t kNode = 48 + sizeof(std::string);  // about, of the map
  size_t texts = 0;
  for (const DictionaryEntry& entry : entries_) {
    texts += entry.id.capacity() + entry.name.capacity() + entry.key.capacity() +
             entry.project.capacity();
  }
  return entries_.capacity() * sizeof(DictionaryEntry) + entries_.size() * kNode + texts;
}

Dictionary::Dictionary() {
  static const auto empty = std::make_shared<const FieldDictionary>();
  fields_.fill(empty);
}

const DictionaryEntry& Dictionary::at(LensField field, Code code) const {
  const FieldDictionary& values = this->field(field);
  return values.at(code < values.size() ? code : kNoCode);
}

size_t Dictionary::memory_bytes() const {
  size_t sum = 0;
  for (const auto& field : fields_) sum += field->memory_bytes();
  return sum;
}

DictionaryBuilder::DictionaryBuilder(Dictionary base) : base_(std::move(base)) {}

FieldDictionary& DictionaryBuilder::writable(LensField field) {
  auto& changed = changed_[static_cast<size_t>(field)];
  if (!changed) changed = std::make_shared<FieldDictionary>(base_.field(field));
  return *changed;
}

DictionaryEntry& DictionaryBuilder::entry_of(LensField field, InstanceId instance,
                                             std::string_view id) {
  FieldDictionary& values = writable(field);
  const Code next = values.size();
  const auto [place, inserted] = values.codes_[instance].try_emplace(std::string(id), next);
  if (inserted) {
    DictionaryEntry& entry = values.entries_.emplace_back();
    entry.instance = instance;
    entry.id = id;
  }
  return values.entries_[place->second];
}

Code DictionaryBuilder::code_of(LensField field, InstanceId instance, const domain::Ref& value) {
  if (value.id.empty()) return kNoCode;
  const auto& changed = changed_[static_cast<size_t>(field)];
  const FieldDictionary& values = changed ? *changed : base_.field(field);
  const Code known = values.find(instance, value.id);
  if (known != kNoCode && !adds_name(values.at(known), field, value.name)) return known;
  note_written_name(entry_of(field, instance, value.id), field, value.name);
  return changed_[static_cast<size_t>(field)]->find(instance, value.id);
}

void DictionaryBuilder::add_record(InstanceId instance, const domain::Record& record) {
  const auto field = field_of(record.kind);
  if (!field || record.id.empty()) return;
  const domain::Attributes& from = record.attributes;
  const Code known = base_.field(*field).find(instance, record.id);
  DictionaryEntry entry;
  if (known != kNoCode) entry = base_.field(*field).at(known);
  if (const auto& changed = changed_[static_cast<size_t>(*field)]) {
    if (const Code code = changed->find(instance, record.id)) entry = changed->at(code);
  }
  const DictionaryEntry before = entry;
  entry.instance = instance;
  entry.id = record.id;
  if (std::string name = domain::text_of(from, "name"); !name.empty()) entry.name = name;
  if (std::string key = domain::text_of(from, "key"); !key.empty()) entry.key = key;
  if (const domain::Ref category = domain::ref_of(from, "category"); !category.id.empty())
    entry.category = parse_status_category(category.id);
  if (const auto level = level_of(from)) entry.level = level;
  if (domain::Ref project = domain::ref_of(from, "project"); !project.id.empty())
    entry.project = std::move(project.id);
  entry.catalogued = true;
  if (entry == before) return;  // keeps the field shared with the version before
  entry_of(*field, instance, record.id) = std::move(entry);
}

Dictionary DictionaryBuilder::finish() {
  for (size_t i = 0; i < kLensFieldCount; ++i) {
    if (changed_[i]) base_.fields_[i] = std::move(changed_[i]);
  }
  return base_;
}

}  // namespace tl::lens
