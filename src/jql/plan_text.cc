// Text over summaries, by postings.
#include <algorithm>
#include <memory>
#include <vector>

#include "jql/plan.h"
#include "jql/postings.h"

namespace tl::jql {
namespace {

class TextLeaf final : public Leaf {
 public:
  TextLeaf(const Test& test, const PlanContext& context)
      : test_(test), version_(context.version), found_(context.version.parts().size()) {}

  void prepare(uint32_t part) override {
    const lens::Chunk& chunk = *version_.parts()[part].chunk;
    found_[part] = postings_of(chunk)->find(test_.text, chunk);
  }
  void scan(const Block& block, const Bits& active, Answer& out) const override {
    const lens::RowSet& found = found_[block.part];
    const size_t first = block.first / 64;
    const auto& begin = block.chunk.summary.begin;
    Bits text = {};
    if (test_.negated && !test_.or_empty)
      fill_bits(block, active, text, [&](uint32_t row) { return begin[row] != begin[row + 1]; });
    for (uint32_t i = 0; i < block.words; ++i) {
      const uint64_t hit = found[first + i] & active[i];
      const uint64_t miss = active[i] & ~hit;
      const uint64_t open = elsewhere_ ? miss : 0;  // may be found where nobody looked
      const uint64_t whole = test_.or_empty ? miss : miss & text[i];
      out.yes[i] = !test_.negated ? hit : elsewhere_ ? 0 : whole;
      out.can[i] = out.yes[i] | open;
    }
  }
  [[nodiscard]] double cost() const override { return 0.5; }

  void look_elsewhere() { elsewhere_ = true; }

 private:
  const Test& test_;
  const lens::LensVersion& version_;
  bool elsewhere_ = false;
  std::vector<lens::RowSet> found_;  // by part
};

}  // namespace

std::unique_ptr<Leaf> plan_text(const Test& test, PlanContext& context) {
  if (test.kind != TestKind::kText) return nullptr;
  const bool everywhere = test.field.id == FieldId::kText;
  const bool summary =
      everywhere ? test.text_fields.size() == 1 && test.text_fields.front() == FieldId::kSummary
                 : test.field.id == FieldId::kSummary;
  if (!summary || ++context.kept_sets > kMaxKeptSets) return nullptr;
  auto leaf = std::make_unique<TextLeaf>(test, context);
  if (everywhere && !test.why.empty()) leaf->look_elsewhere();
  return leaf;
}

}  // namespace tl::jql
