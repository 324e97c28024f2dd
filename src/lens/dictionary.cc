#include "lens/dictionary.h"

#include <algorithm>

#include "domain/field_catalogue.h"
#include "domain/issue.h"

namespace tl::lens {
namespace {

constexpr std::string_view kEmptyWritten = "\n";  // no vendor names anything so

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
    case domain::RecordKind::kSprint:
      return LensField::kSprint;
    case domain::RecordKind::kVersion:
      return LensField::kVersion;
    case domain::RecordKind::kComponent:
      return LensField::kComponent;
    case domain::RecordKind::kBoard:
      return LensField::kBoard;
    case domain::RecordKind::kField:
      return LensField::kField;
    default:
      return std::nullopt;
  }
}

// What is written beside the id of a project or an issue is its key.
template <typename Entry>
auto& written_part(Entry& entry, LensField field) {
  return field == LensField::kProject || field == LensField::kIssue ? entry.key : entry.name;
}

// The greatest name that anybody wrote: the same whatever the order of reading.
void note_written_name(DictionaryEntry& entry, LensField field, const std::string& written) {
  std::string& name = written_part(entry, field);
  if (!entry.catalogued || name.empty()) name = std::max(name, written);
}

bool adds_name(const DictionaryEntry& entry, LensField field, const std::string& written) {
  const std::string& name = written_part(entry, field);
  return entry.catalogued ? name.empty() && !written.empty() : name < written;
}

std::optional<int> level_of(const domain::Attributes& from) {
  if (const auto level = domain::number_of(from, "level")) return static_cast<int>(*level);
  if (domain::flag_of(from, "subtask")) return -1;
  return std::nullopt;
}

std::optional<CivilDate> date_of(const domain::Attributes& from, std::string_view name) {
  const domain::Value* value = domain::find_value(from, name);
  const auto* date = value == nullptr ? nullptr : std::get_if<CivilDate>(value);
  return date == nullptr ? std::nullopt : std::optional(*date);
}

std::shared_ptr<const SprintFacts> sprint_facts(const domain::Attributes& from) {
  SprintFacts facts;
  facts.state = domain::text_of(from, "state");
  facts.goal = domain::text_of(from, "goal");
  facts.board = domain::ref_of(from, "board").id;
  facts.start = domain::instant_of(from, "start");
  facts.end = domain::instant_of(from, "end");
  facts.complete = domain::instant_of(from, "complete");
  facts.activated = domain::instant_of(from, "activated");
  return std::make_shared<const SprintFacts>(std::move(facts));
}

std::shared_ptr<const VersionFacts> version_facts(const domain::Attributes& from) {
  VersionFacts facts;
  facts.released = domain::flag_of(from, "released");
  facts.archived = domain::flag_of(from, "archived");
  facts.start_date = date_of(from, "start_date");
  facts.release_date = date_of(from, "release_date");
  facts.order = domain::number_of(from, "order");
  return std::make_shared<const VersionFacts>(facts);
}

// The entry's details with what the record says; nullptr when there is nothing to tell.
std::shared_ptr<const EntryDetails> details_of(const DictionaryEntry& entry, LensField field,
                                               const domain::Attributes& from) {
  EntryDetails details = entry.details ? *entry.details : EntryDetails();
  const auto take = [&](std::string& into, std::string text) {
    if (!text.empty()) into = std::move(text);
  };
  if (field == LensField::kProject || field == LensField::kComponent)
    take(details.lead, domain::ref_of(from, "lead").id);
  if (field == LensField::kProject) {
    take(details.type, domain::text_of(from, "type"));
    if (domain::find_value(from, "category") != nullptr)
      details.category = domain::ref_of(from, "category");
  }
  if (field == LensField::kAccount) {
    take(details.login, domain::text_of(from, "login"));
    take(details.email, domain::text_of(from, "email"));
  }
  if (field == LensField::kPriority || field == LensField::kResolution) {
    if (const auto order = domain::number_of(from, "order")) details.rank = order;
  }
  if (details == EntryDetails()) return nullptr;
  return std::make_shared<const EntryDetails>(std::move(details));
}

void read_field(DictionaryEntry& entry, const domain::Record& record) {
  domain::FieldCatalogue one;
  one.add(record);
  entry.role = one.role(record.id);
  const domain::FieldInfo* field = one.find(record.id);
  if (entry.role != domain::FieldRole::kStoryPoints || field == nullptr) return;
  EntryDetails details;  // the order of domain::decide_story_points
  details.rank = field->schema_custom.ends_with(":jsw-story-points") ? 1 : 0;
  entry.details = std::make_shared<const EntryDetails>(std::move(details));
}

// Takes what the record says into the entry; what it does not say stays.
void read_record(DictionaryEntry& entry, LensField field, const domain::Record& record) {
  const domain::Attributes& from = record.attributes;
  if (std::string name = domain::text_of(from, "name"); !name.empty()) entry.name = name;
  if (std::string key = domain::text_of(from, "key"); !key.empty()) entry.key = key;
  const domain::Ref category = domain::ref_of(from, "category");
  if (field == LensField::kStatus && !category.id.empty())
    entry.category = parse_status_category(category.id);
  if (const auto level = level_of(from)) entry.level = level;
  if (domain::Ref project = domain::ref_of(from, "project"); !project.id.empty())
    entry.project = std::move(project.id);
  if (field == LensField::kSprint) entry.sprint = sprint_facts(from);
  if (field == LensField::kVersion) entry.version = version_facts(from);
  if (field == LensField::kField)
    read_field(entry, record);
  else
    entry.details = details_of(entry, field, from);
  entry.deleted = domain::flag_of(from, domain::kDeleted);
  entry.catalogued = true;
}

uint64_t hash_of(InstanceId instance, std::string_view id) {
  const uint64_t mixed = std::hash<std::string_view>()(id) +
                         static_cast<uint64_t>(instance.value) * 0x9e3779b97f4a7c15ULL;
  return mixed ^ (mixed >> 29);
}

size_t heap_bytes(const std::string& text) {
  static const size_t inside = std::string().capacity();
  return text.capacity() > inside ? text.capacity() + 1 : 0;
}

size_t heap_bytes(const DictionaryEntry& entry) {
  size_t sum = heap_bytes(entry.id) + heap_bytes(entry.name) + heap_bytes(entry.key) +
               heap_bytes(entry.project);
  if (entry.sprint) sum += sizeof(SprintFacts) + heap_bytes(entry.sprint->goal);
  if (entry.version) sum += sizeof(VersionFacts);
  if (const EntryDetails* details = entry.details.get())
    sum += sizeof(EntryDetails) + heap_bytes(details->lead) + heap_bytes(details->email);
  return sum;
}

}  // namespace

bool DictionaryEntry::same(const DictionaryEntry& o) const {
  const auto equal = [](const auto& a, const auto& b) { return a == b || (a && b && *a == *b); };
  return instance == o.instance && id == o.id && name == o.name && key == o.key &&
         category == o.category && level == o.level && project == o.project &&
         catalogued == o.catalogued && deleted == o.deleted && kind == o.kind && role == o.role &&
         written == o.written && equal(sprint, o.sprint) && equal(version, o.version) &&
         equal(details, o.details);
}

StatusCategory parse_status_category(std::string_view id) {
  if (id == "new") return StatusCategory::kNew;
  if (id == "indeterminate") return StatusCategory::kIndeterminate;
  if (id == "done") return StatusCategory::kDone;
  if (id == "undefined") return StatusCategory::kUndefined;
  return StatusCategory::kUnknown;
}

FieldDictionary::FieldDictionary() {
  blocks_.push_back(std::make_shared<Block>());
  blocks_.back()->entries.resize(1);
  own_.push_back(true);
}

Code FieldDictionary::find_in(const Layer& layer, uint64_t hash, InstanceId instance,
                              std::string_view id) const {
  if (layer.slots.empty()) return kNoCode;
  const size_t mask = layer.slots.size() - 1;
  for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    const Code code = layer.slots[slot];
    if (code == kNoCode) return kNoCode;
    const DictionaryEntry& entry = at(code);
    if (entry.id == id && entry.instance == instance) return code;
  }
}

Code FieldDictionary::find(InstanceId instance, std::string_view id) const {
  const uint64_t hash = hash_of(instance, id);
  if (const Code code = find_in(fresh_, hash, instance, id)) return code;
  for (const auto& layer : layers_) {
    if (const Code code = find_in(*layer, hash, instance, id)) return code;
  }
  return kNoCode;
}

size_t FieldDictionary::memory_bytes() const {
  size_t sum = fresh_.slots.capacity() * sizeof(Code);
  for (const auto& block : blocks_)
    sum += block->entries.capacity() * sizeof(DictionaryEntry) + block->text_bytes;
  for (const auto& layer : layers_) sum += layer->slots.capacity() * sizeof(Code);
  return sum;
}

void FieldDictionary::put(Layer& layer, Code code) const {
  const DictionaryEntry& entry = at(code);
  const size_t mask = layer.slots.size() - 1;
  size_t slot = hash_of(entry.instance, entry.id) & mask;
  while (layer.slots[slot] != kNoCode) slot = (slot + 1) & mask;
  layer.slots[slot] = code;
  ++layer.count;
}

// Makes room for `count` codes at most half full.
void FieldDictionary::grow(Layer& layer, Code count) const {
  size_t slots = 16;
  while (slots < size_t{2} * count) slots *= 2;
  if (slots <= layer.slots.size()) return;
  const std::vector<Code> old = std::exchange(layer.slots, std::vector<Code>(slots, kNoCode));
  layer.count = 0;
  for (const Code code : old) {
    if (code != kNoCode) put(layer, code);
  }
}

FieldDictionary::Block& FieldDictionary::own_block(size_t index) {
  own_.resize(blocks_.size(), false);
  if (!own_[index]) {
    blocks_[index] = std::make_shared<Block>(*blocks_[index]);
    own_[index] = true;
  }
  return *blocks_[index];
}

Code FieldDictionary::add(InstanceId instance, std::string_view id) {
  const Code code = size_++;
  if (code / kBlock == blocks_.size()) {
    own_.resize(blocks_.size(), false);
    blocks_.push_back(std::make_shared<Block>());
    own_.push_back(true);
  }
  DictionaryEntry& entry = own_block(code / kBlock).entries.emplace_back();
  entry.instance = instance;
  entry.id = id;
  grow(fresh_, fresh_.count + 1);
  put(fresh_, code);
  return code;
}

DictionaryEntry& FieldDictionary::writable(Code code) {
  return own_block(code / kBlock).entries[code % kBlock];
}

void FieldDictionary::freeze() {
  for (size_t i = 0; i < own_.size(); ++i) {
    if (!own_[i]) continue;
    blocks_[i]->text_bytes = 0;
    for (const DictionaryEntry& entry : blocks_[i]->entries)
      blocks_[i]->text_bytes += heap_bytes(entry);
  }
  own_.clear();
  if (fresh_.count == 0) return;
  // Merged with those that are not much larger: each code is moved a few times at most.
  while (!layers_.empty() && layers_.back()->count <= 2 * fresh_.count) {
    grow(fresh_, fresh_.count + layers_.back()->count);
    for (const Code code : layers_.back()->slots) {
      if (code != kNoCode) put(fresh_, code);
    }
    layers_.pop_back();
  }
  layers_.push_back(std::make_shared<const Layer>(std::exchange(fresh_, Layer())));
}

Dictionary::Dictionary() {
  static const auto empty = std::make_shared<const FieldDictionary>();
  fields_.fill(empty);
}

const DictionaryEntry& Dictionary::at(LensField field, Code code) const {
  const FieldDictionary& values = this->field(field);
  return values.at(code < values.size() ? code : kNoCode);
}

std::string_view written_name(const Dictionary& dictionary, LensField field, Code value,
                              Code written) {
  const DictionaryEntry& entry = dictionary.at(field, value);
  const Code code = written == kNoCode ? entry.written : written;
  return code == kNoCode ? entry.name : dictionary.at(LensField::kWritten, code).name;
}

size_t Dictionary::memory_bytes() const {
  size_t sum = 0;
  for (const auto& field : fields_) sum += field->memory_bytes();
  return sum;
}

DictionaryBuilder::DictionaryBuilder(Dictionary base) : base_(std::move(base)) {}

const FieldDictionary& DictionaryBuilder::values(LensField field) const {
  const auto& changed = changed_[static_cast<size_t>(field)];
  return changed ? *changed : base_.field(field);
}

FieldDictionary& DictionaryBuilder::writable(LensField field) {
  auto& changed = changed_[static_cast<size_t>(field)];
  if (!changed) {
    changed = std::make_shared<FieldDictionary>(base_.field(field));
    changed->own_.clear();  // the blocks are the base's
  }
  return *changed;
}

std::pair<Code, DictionaryEntry*> DictionaryBuilder::entry_of(LensField field, InstanceId instance,
                                                              std::string_view id) {
  FieldDictionary& values = writable(field);
  Code code = values.find(instance, id);
  if (code == kNoCode) code = values.add(instance, id);
  return {code, &values.writable(code)};
}

Code DictionaryBuilder::code_of(LensField field, InstanceId instance, const domain::Ref& value) {
  if (value.id.empty()) return kNoCode;
  const FieldDictionary& now = values(field);
  const Code known = now.find(instance, value.id);
  if (known != kNoCode && !adds_name(now.at(known), field, value.name)) return known;
  const auto [code, entry] = entry_of(field, instance, value.id);
  note_written_name(*entry, field, value.name);
  return code;
}

Code DictionaryBuilder::field_code(InstanceId instance, std::string_view id, ValueKind kind) {
  const FieldDictionary& now = values(LensField::kField);
  const Code known = now.find(instance, id);
  if (known != kNoCode && now.at(known).kind == kind) return known;
  if (known != kNoCode && now.at(known).kind != ValueKind::kNone) return kNoCode;
  const auto [code, entry] = entry_of(LensField::kField, instance, id);
  entry->kind = kind;
  return code;
}

void DictionaryBuilder::add_record(InstanceId instance, const domain::Record& record) {
  const auto field = field_of(record.kind);
  if (!field || record.id.empty()) return;
  const FieldDictionary& now = values(*field);
  const Code known = now.find(instance, record.id);
  DictionaryEntry entry;
  if (known != kNoCode) entry = now.at(known);
  const DictionaryEntry before = entry;
  entry.instance = instance;
  entry.id = record.id;
  read_record(entry, *field, record);
  if (entry.same(before)) return;  // keeps the field shared with the version before
  *entry_of(*field, instance, record.id).second = std::move(entry);
}

Code DictionaryBuilder::written_code(LensField field, Code value, std::string_view name) {
  const DictionaryEntry& entry = values(field).at(value);
  const Code first = entry.written;
  if (first != kNoCode && values(LensField::kWritten).at(first).name == name) return kNoCode;
  const domain::Ref ref{name.empty() ? std::string(kEmptyWritten) : std::string(name),
                        std::string(name)};
  const Code code = code_of(LensField::kWritten, entry.instance, ref);
  if (first != kNoCode) return code;
  writable(field).writable(value).written = code;
  return kNoCode;
}

Code DictionaryBuilder::restore(LensField field, DictionaryEntry entry) {
  if (values(field).find(entry.instance, entry.id) != kNoCode) return kNoCode;
  FieldDictionary& into = writable(field);
  const Code code = into.add(entry.instance, entry.id);
  into.writable(code) = std::move(entry);
  return code;
}

Dictionary DictionaryBuilder::finish() {
  for (size_t i = 0; i < kLensFieldCount; ++i) {
    if (!changed_[i]) continue;
    changed_[i]->freeze();
    base_.fields_[i] = std::move(changed_[i]);
  }
  return base_;
}

}  // namespace tl::lens
