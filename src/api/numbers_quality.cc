// GET /metrics/quality: what makes the numbers doubtful.
#include <fmt/format.h>

#include "api/numbers_call.h"
#include "base/text.h"
#include "metrics/quality/quality.h"

namespace tl::api {
namespace {

namespace quality = metrics::quality;

std::optional<std::string> effect_text(const quality::Finding& finding) {
  if (!finding.excluded_from_cycle_time || *finding.excluded_from_cycle_time == 0)
    return std::nullopt;
  return fmt::format("takes {} out of cycle time", *finding.excluded_from_cycle_time);
}

// Where to mend it in the pages. Without a connection the list of its issues is the place.
std::string fix_href(const LensView& view, const quality::Finding& finding) {
  const std::string_view id =
      finding.instance ? view.public_id(*finding.instance) : std::string_view();
  const std::string list =
      fmt::format("/quality?v=1&mark=quality:finding={}", url_encode(finding.code));
  switch (finding.fix) {
    case quality::Fix::kMapping:
      return id.empty() ? list : fmt::format("/integrations/{}?tab=mapping", id);
    case quality::Fix::kSync:
      return id.empty() ? list : fmt::format("/integrations/{}/progress", id);
    case quality::Fix::kSprint:
      return "/sprint";
    case quality::Fix::kIssues:
      return list;
  }
  return list;
}

void render_finding(JsonWriter& out, const LensView& view, const quality::Finding& finding) {
  out.begin_object().member("code", finding.code).member("title", finding.title);
  out.member("text", finding.text).member("count", static_cast<int64_t>(finding.count));
  out.member("of", static_cast<int64_t>(finding.of)).member("effect", effect_text(finding));
  std::optional<int64_t> effect;
  if (finding.excluded_from_cycle_time)
    effect = static_cast<int64_t>(*finding.excluded_from_cycle_time);
  out.member("effect_count", effect).key("spark").begin_array();
  for (const size_t count : finding.spark) out.value(static_cast<int64_t>(count));
  out.end_array();
  texts_member(out, "examples", finding.examples);
  out.key("fix").begin_object().member("text", finding.fix_text);
  out.member("href", fix_href(view, finding)).end_object().end_object();
}

void render(JsonWriter& out, const LensView& view, const Asked&,
            const quality::QualityAnswer& answer) {
  out.key("findings").begin_array();
  for (const quality::Finding& finding : answer.findings) render_finding(out, view, finding);
  out.end_array();
  texts_member(out, "clean", answer.clean);
}

void rows(CsvWriter& csv, const LensView&, const Asked&, const quality::QualityAnswer& answer) {
  for (const std::string& title : answer.clean) csv.comment("nothing found: " + title);
  for (const std::string_view title :
       {"code", "title", "count", "of", "left_out_of_cycle_time", "fix", "text"})
    csv.text(title);
  csv.end_row();
  for (const quality::Finding& finding : answer.findings) {
    csv.text(finding.code).text(finding.title).number(static_cast<int64_t>(finding.count));
    csv.number(static_cast<int64_t>(finding.of));
    csv.number(static_cast<int64_t>(finding.excluded_from_cycle_time.value_or(0)));
    csv.text(finding.fix_text).text(finding.text).end_row();
  }
}

Result<net::Response> get_quality(Call& call) {
  TL_TRY(const LensView view, pin_view(call));
  NumberCall number(call, view, call.api.clock.now(), {"data-quality", Ages::kMinute});
  return number.answer<quality::QualityAnswer>(
      [](const measure::Facts& facts, const Asked& asked) {
        return quality::decide_quality(facts, asked.question);
      },
      render, rows);
}

}  // namespace

void add_quality_routes(Routes& routes) {
  routes.add("GET", "/api/v1/metrics/quality", {Access::kAnyRole, true}, get_quality);
}

}  // namespace tl::api
