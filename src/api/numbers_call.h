// One request for a number, from parameters to answer: refused, 304, JSON or CSV.
//
//   NumberCall number(call, view, call.api.clock.now(), {"throughput", Ages::kDay});
//   read_period(number.query(), number.asked());          // the number's own parameters
//   return number.answer<flow::ThroughputAnswer>(decide, render_json, render_csv);
//
// The ETag is known before anything is computed. It holds all that an answer follows from: the
// lens (position, instant of its making), the version of each mapping, calendar, zone and week
// start, the connections and what they are called, where the data is complete, the question, the
// program, and the clock as far as the answer follows it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/numbers_about.h"

namespace tl::api {

// How an answer changes while no fact does.
enum class Ages : uint8_t {
  kDay,     // by the date alone: windows, periods
  kMinute,  // it holds ages that end now
};

struct NumberTraits {
  std::string_view file;  // name of the CSV file without its ending
  Ages ages = Ages::kDay;
  Window window = Window::kAsked;
};

// The tag of an answer that follows from what `view` holds, the request's path and query, and
// `more`. With its quotes.
[[nodiscard]] std::string view_etag(const Call& call, const LensView& view, std::string_view more);
// 304 when the caller has that very answer.
[[nodiscard]] std::optional<net::Response> not_modified(const Call& call, std::string_view etag);
// The tag, and leave for the browser to keep the answer for this person, asking before each use.
void set_etag(net::Response& response, std::string_view etag);

class NumberCall {
 public:
  // Reads the whole question. `call` and `view` must outlive it.
  NumberCall(Call& call, const LensView& view, Instant now, NumberTraits traits)
      : call_(call),
        view_(view),
        traits_(traits),
        query_(call.request, problems_),
        asked_(read_question(query_, view, now, problems_, traits.window)) {}
  NumberCall(const NumberCall&) = delete;
  NumberCall& operator=(const NumberCall&) = delete;

  [[nodiscard]] QueryReader& query() { return query_; }
  [[nodiscard]] Asked& asked() { return asked_; }
  [[nodiscard]] const LensView& view() const { return view_; }

  // After all parameters were asked for: a 400 or 304 to be given at once, or nothing.
  [[nodiscard]] Result<std::optional<net::Response>> begin();
  [[nodiscard]] net::Response json(std::string body) const;
  [[nodiscard]] net::Response csv(std::string body) const;

  // decide: (const measure::Facts&, const Asked&) -> Result<Answer>; both renderers:
  // (writer, const LensView&, const Asked&, const Answer&). The JSON one gives the members beside
  // those of About, the CSV one the rows with their title.
  template <typename Answer, typename Decide, typename Render, typename Rows>
  Result<net::Response> answer(Decide decide, Render render, Rows rows) {
    TL_TRY(auto early, begin());
    if (early) return *std::move(early);
    const measure::Facts facts = view_.facts();
    TL_TRY(const Answer answer, decide(facts, std::as_const(asked_)));
    if (asked_.csv) {
      CsvWriter out;
      comment_about(out, view_, asked_, answer);
      rows(out, view_, asked_, answer);
      return csv(out.take());
    }
    JsonWriter out;
    out.begin_object();
    render_about(out, view_, asked_, answer);
    render(out, view_, asked_, answer);
    out.end_object();
    return json(out.take());
  }

 private:
  Call& call_;
  const LensView& view_;
  NumberTraits traits_;
  Problems problems_;
  QueryReader query_;
  Asked asked_;
  std::string etag_;
};

// Does an If-None-Match header name the tag? Weak ones do too; "*" does.
[[nodiscard]] bool names_etag(std::string_view header, std::string_view etag);

}  // namespace tl::api
