#include "api/filter_here_view.h"

#include "api/jql_view.h"

namespace tl::api {

void filter_here_member(JsonWriter& out, const sync::ConnectionStatus& status) {
  out.key("filter_here");
  if (!status.filter_here) {
    out.null();
    return;
  }
  const sync::FilterHereStatus& here = *status.filter_here;
  out.begin_object().member("decided", here.decided).member("why", here.why);
  out.member("left", here.left).member("time", here.time);
  notices_member(out, "undecided", here.undecided,
                 Utf16Offsets(status.connection.options.filter_jql));
  out.end_object();
}

void filter_check_member(JsonWriter& out, std::string_view jql,
                         const sync::FilterHereCheck& check) {
  const Utf16Offsets offsets(jql);
  out.key("here").begin_object().member("ok", check.ok);
  if (check.problem) {
    out.key("problem");
    render_jql_problem(out, *check.problem, offsets);
  }
  notices_member(out, "undecided", check.undecided, offsets);
  notices_member(out, "warnings", check.warnings, offsets);
  out.member("not_ready", check.not_ready).member("time", check.time);
  if (check.matched) out.member("matched", *check.matched);
  if (check.open) out.member("open", *check.open);
  out.end_object();
}

}  // namespace tl::api
