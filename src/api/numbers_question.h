// The question as HTTP asks it: query parameters in, measure::Question out, and the same in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/lens_view.h"
#include "measure/periods.h"
#include "measure/question.h"

namespace tl::api {

inline constexpr int32_t kDefaultWindowDays = 84;  // both ends included
inline constexpr int32_t kMaxWindowDays = 40 * 366;
inline constexpr size_t kMaxFilterValues = 100;  // of one parameter
inline constexpr size_t kMaxJqlChars = 8000;     // of a parameter

struct Asked {
  measure::Question question;
  CivilDate first, last;  // the window, both dates included, in the tenant's zone
  CivilDate today;
  std::optional<InstanceId> connection;
  std::optional<std::string> jql;  // as given; asked by jql_scope.h
  measure::PeriodLength period = measure::PeriodLength::kWeek;
  bool csv = false;
};

// The filters, level and connection of a question: connection, project, type, category, level,
// priority, label, component, epic, sprint as `CONNECTION:ID`, and jql. Values that are not known
// to the lens are no problem (answers note them); a connection that the tenant does not have is.
void read_filters(QueryReader& query, const LensView& view, Problems& problems, Asked& asked);

// Whether from, to, unit and start mean something: a sprint brings its own window.
enum class Window : uint8_t { kAsked, kNone };

// Window, clock and rules: from, to, as_of, unit, start, format; then read_filters(). `now` is the
// caller's clock. A window that ends before it begins, longer than kMaxWindowDays, or an as_of that
// lies ahead is a problem.
[[nodiscard]] Asked read_question(QueryReader& query, const LensView& view, Instant now,
                                  Problems& problems, Window window = Window::kAsked);

// period=day|week|month
void read_period(QueryReader& query, Asked& asked);

// `CONNECTION:ID` of a parameter; a problem when it is neither.
[[nodiscard]] std::optional<measure::SprintRef> parse_sprint_ref(std::string_view given,
                                                                 const LensView& view);

// "project is SHOP or OPS", one text a filter; empty when everything counts.
[[nodiscard]] std::vector<std::string> filter_words(const LensView& view, const Asked& asked);
// "standard-level issues, sub-tasks"
[[nodiscard]] std::string population_words(const measure::Population& population);
[[nodiscard]] std::string_view weekday_word(int iso_weekday);  // "monday"

// Where the data of what was asked about may begin to have holes: the latest of its connections.
[[nodiscard]] Result<std::optional<Instant>> load_complete_back_to(Call& call, const LensView& view,
                                                                   const Asked& asked);

}  // namespace tl::api
