#include "mapping/jql_fields.h"

#include <array>

namespace tl::mapping {
namespace {

constexpr std::array kStages = {Stage::kQueue,   Stage::kActive, Stage::kReview,
                                Stage::kBlocked, Stage::kDone,   Stage::kCancelled};
constexpr std::array<Category, kCategoryCount> kCategories = {
    Category::kFeature,   Category::kBug,      Category::kChore,
    Category::kDiscovery, Category::kIncident, Category::kOther};

// A column whose value is a name of `read(chunk, row)`.
template <typename Read>
class NameColumn : public jql::ComputedColumn {
 public:
  explicit NameColumn(Read read) : read_(read) {}
  [[nodiscard]] jql::ComputedValue value(const lens::Chunk& chunk, uint32_t row) const override {
    return read_(chunk, row);
  }

 private:
  Read read_;
};

template <typename Read>
std::unique_ptr<jql::ComputedColumn> make_column(Read read) {
  return std::make_unique<NameColumn<Read>>(read);
}

template <typename Values>
std::vector<std::string> names_of(const Values& values) {
  std::vector<std::string> names;
  for (const auto value : values) names.emplace_back(to_text(value));
  return names;
}

class StageField : public jql::ComputedField {
 public:
  explicit StageField(const StageMap& stages) : stages_(stages) {}
  [[nodiscard]] std::string_view name() const override { return "stage"; }
  [[nodiscard]] std::string_view about() const override {
    return "Where the status lies on the way: queue, active, review, blocked, done, cancelled.";
  }
  [[nodiscard]] jql::ValueKind kind() const override { return jql::ValueKind::kName; }
  [[nodiscard]] std::vector<std::string> names() const override { return names_of(kStages); }
  [[nodiscard]] std::unique_ptr<jql::ComputedColumn> open(std::string_view) const override {
    return make_column([&stages = stages_](const lens::Chunk& chunk, uint32_t row) {
      const Stage stage = stages.stage(chunk.status[row]);
      return to_text(stage == Stage::kUnmapped ? Stage::kQueue : stage);
    });
  }

 private:
  const StageMap& stages_;
};

class CategoryField : public jql::ComputedField {
 public:
  explicit CategoryField(const StageMap& stages) : stages_(stages) {}
  [[nodiscard]] std::string_view name() const override { return "workCategory"; }
  [[nodiscard]] std::string_view about() const override {
    return "What kind of work it is: feature, bug, chore, discovery, incident, other.";
  }
  [[nodiscard]] jql::ValueKind kind() const override { return jql::ValueKind::kName; }
  [[nodiscard]] std::vector<std::string> names() const override { return names_of(kCategories); }
  [[nodiscard]] std::unique_ptr<jql::ComputedColumn> open(std::string_view) const override {
    return make_column([&stages = stages_](const lens::Chunk& chunk, uint32_t row) {
      return to_text(stages.category(chunk, row));
    });
  }

 private:
  const StageMap& stages_;
};

}  // namespace

void add_jql_fields(const StageMap& stages, jql::ComputedFields& fields) {
  fields.all.push_back(std::make_unique<StageField>(stages));
  fields.all.push_back(std::make_unique<CategoryField>(stages));
}

}  // namespace tl::mapping
