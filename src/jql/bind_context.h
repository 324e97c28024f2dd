// What the parts of the binder share while one query is bound for one instance. Not for others.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jql/bind_lookup.h"
#include "jql/binder.h"
#include "jql/date.h"
#include "jql/function.h"

namespace tl::jql {

inline constexpr size_t kMaxFindings = 50;         // of one query in one instance
inline constexpr size_t kMaxInlinedFilters = 100;  // of one query
inline constexpr size_t kMaxWalked = 1'000'000;    // things of the catalogue, of one query

// A problem; `unknown`: the instance does not know a name that another one may know.
struct Finding {
  Problem problem;
  bool unknown = false;
};

// What filters inside of filters share.
struct FilterStack {
  std::vector<std::string> open;  // texts of the filters being bound
  size_t inlined = 0;
  size_t walked = 0;
};

// A field with what the clause needs to know of it.
struct FieldUse {
  BoundField field;
  Noun noun = Noun::kNone;
  Operators operators = 0;
  bool closed = false;
  bool sortable = false;
  std::string why_undecided;  // "": it can be decided
  std::string written;        // the name as it stands in the query
  Span span;
};

struct BindContext {
  BindContext(const Query& of, const Catalogue& in, const Asker& who, const BindOptions& how,
              const WantedNames& wanted)
      : query(of),
        catalogue(in),
        asker(who),
        options(how),
        lookup(in, wanted),
        ground{who.now, who.zone, who.week_start} {}

  const Query& query;
  const Catalogue& catalogue;
  const Asker& asker;
  const BindOptions& options;
  Lookup lookup;
  DateGround ground;
  std::span<const Catalogue* const> peers;  // all instances of bind_all, this one too
  std::optional<Span> outer;                // of a saved filter: where it is named in the query
  FilterStack* filters = nullptr;
  std::map<std::string, FieldUse> uses;  // found before, by name

  BoundQuery out;
  std::vector<Finding> findings;
  std::vector<Span> known;  // of names that this instance knows

  // All of a noun; nothing and a finding when the query has walked too far.
  [[nodiscard]] const std::vector<Known>& walk(Noun noun, Span span);
  [[nodiscard]] Span place(Span span) const { return outer.value_or(span); }
  void find(Problem problem, bool unknown);  // sets line and column
  void warn(std::string message, Span span) {
    out.warnings.push_back(Notice{std::move(message), place(span)});
  }
  void follow(TimeNeed need) { out.time = std::max(out.time, need); }
};

// Nothing: a finding was made.
[[nodiscard]] std::optional<FieldUse> find_field_use(BindContext& context, const FieldName& name);

// Operands looked up.
struct BoundValues {
  std::vector<std::string> ids, names;
  std::vector<double> numbers;
  std::vector<Moment> moments;
  std::vector<const Known*> things;
  std::vector<Test> tests;  // of functions that are questions themselves: linkedIssues()
  bool empty = false;       // EMPTY, Unresolved
  std::string why_undecided;
};
void add_values(BindContext& context, const FieldUse& field, const Operand& operand,
                BoundValues& values);
void add_function(BindContext& context, const FieldUse& field, const Operand& call,
                  BoundValues& values);
[[nodiscard]] std::optional<Moment> find_moment(BindContext& context, const FieldUse& field,
                                                const Operand& operand);
// Accounts of the name; a finding when there is none.
[[nodiscard]] std::vector<std::string> find_users(BindContext& context, const FieldUse& field,
                                                  const Operand& operand);
// A key in capitals, or a numeric id; a finding when it can be neither.
[[nodiscard]] std::optional<std::string> find_key(BindContext& context, const FieldUse& field,
                                                  const Operand& operand);
// The asker's account; "" and a reason when there is none.
[[nodiscard]] std::string find_asker(BindContext& context, BoundValues& values);

[[nodiscard]] BoundNode bind_node(BindContext& context, const Node& node, bool negate);
[[nodiscard]] BoundNode bind_clause(BindContext& context, const Clause& clause, Span span,
                                    bool negate);
[[nodiscard]] BoundNode bind_past(BindContext& context, const FieldUse& field, const Clause& clause,
                                  Span span, bool negate);
[[nodiscard]] BoundNode bind_filter(BindContext& context, const FieldUse& field,
                                    const Clause& clause, Span span, bool negate);
[[nodiscard]] BoundNode bind_order_by_rank(BindContext& context, const FieldUse& field,
                                           Compare compare, const BoundValues& values, Span span);
void bind_sorts(BindContext& context);

// `category = bug`, where no instance has such a category of projects.
[[nodiscard]] std::optional<BoundNode> bind_work_category(BindContext& context,
                                                          const Clause& clause, Span span,
                                                          bool negate);

[[nodiscard]] BoundNode leaf(Test test);
[[nodiscard]] BoundNode join(BoundNode::Kind kind, std::vector<BoundNode> nodes, Span span);
[[nodiscard]] BoundNode never(Span span);
[[nodiscard]] BoundNode undecided(BindContext& context, const FieldUse& field, std::string why,
                                  Span span);
template <typename T>
void sort_unique(std::vector<T>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

// Problems in the words of Jira.
[[nodiscard]] Problem unknown_value(const FieldUse& field, std::string_view value, Span span);
[[nodiscard]] Problem wrong_operator(const FieldUse& field, Operator op, Span span);
[[nodiscard]] Problem bad_function(const FieldUse& field, const FunctionSpec& function,
                                   std::string message, std::string remedy, Span span);
// "Did you mean 'x'?", or the values there are when they are few.
[[nodiscard]] std::string remedy_of(BindContext& context, const FieldUse& field,
                                    const std::string& nearest);
[[nodiscard]] std::string find_nearest(BindContext& context, const FieldUse& field,
                                       std::string_view value);

}  // namespace tl::jql
