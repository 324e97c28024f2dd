// Boards and their sprints. One call is one page of boards, or one page of one board's sprints.
// Cursor: "start" of the next page of boards, "boards" whose sprints are still to be read,
// "sprints" where to go on within the first of them; polling also "open" (sprints that were open in
// the last round) and "now" (those that are).
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/jql_text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/streams.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;

constexpr int kPerPage = 50;

// Answers that mean: no agile API for this account, or this board has none of it.
bool says_none(const Error& error) {
  return error.code == ErrorCode::kVendorForbidden || error.code == ErrorCode::kVendorNotFound ||
         error.code == ErrorCode::kVendorRefused || error.code == ErrorCode::kVendorGone;
}

// Boards of other projects are left out when projects were chosen; a board without a place may
// show issues of any.
bool is_wanted(JsonElement board, const std::vector<std::string>& keys) {
  if (keys.empty()) return true;
  const auto location = json_get(board, "location");
  const auto key = location ? text_member(*location, "projectKey") : std::nullopt;
  return !key || std::find(keys.begin(), keys.end(), *key) != keys.end();
}

struct Pull {
  const Client& client;
  PullState state;
  const PullScope& scope;
  PulledPage page;

  void take(Facts& facts) {
    page.changes.append(std::move(facts.changes));
    for (auto& refused : facts.refused) page.refused.push_back(std::move(refused));
  }
};

bool is_last(JsonElement page, size_t received) {
  return received == 0 || json_bool(page, "isLast").value_or(true);
}

// Reads a page of boards; the scrum ones join the list whose sprints are to be read.
Result<void> read_board_page(Pull& pull) {
  const int64_t start = pull.state.number("start").value_or(0);
  const auto answer = pull.client.get(
      "board", "/rest/agile/1.0/board",
      {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(kPerPage)}});
  if (!answer.ok() && says_none(answer.error())) {
    pull.page.notes.push_back("Jira shows this account no boards; sprints are known from issues.");
    pull.state.set("end", 1);
    return {};
  }
  if (!answer.ok()) return answer.error();
  Facts facts(pull.scope.fields, domain::SourceRank::kRest, answer->date);
  std::vector<std::string> boards = pull.state.list("boards");
  const std::vector<std::string> keys = usable_keys(pull.scope.project_keys);
  size_t received = 0;
  for_each_item(answer->root(), {"values"}, [&](JsonElement board) {
    ++received;
    if (!is_wanted(board, keys)) return;
    read_board(board, facts);
    ++pull.page.items;
    pull.page.current_item = text_member(board, "name").value_or("");
    const std::string id = json_id(board, "id");
    if (json_text(board, "type") != "kanban" && !id.empty()) boards.push_back(id);
  });
  pull.state.set("start", start + static_cast<int64_t>(received));
  if (is_last(answer->root(), received)) pull.state.set("end", 1);
  pull.state.set_list("boards", std::move(boards));
  pull.take(facts);
  return {};
}

// Reads a page of the sprints of the first board of the list. `open`: only those that are not
// closed, whose ids are noted.
Result<void> read_sprints_of_board(Pull& pull, bool open) {
  std::vector<std::string> boards = pull.state.list("boards");
  const int64_t start = pull.state.number("sprints").value_or(0);
  Query query = {{"startAt", std::to_string(start)}, {"maxResults", std::to_string(kPerPage)}};
  if (open) query.emplace_back("state", "active,future");
  const auto answer =
      pull.client.get("board/{id}/sprint",
                      "/rest/agile/1.0/board/" + url_encode(boards.front()) + "/sprint", query);
  bool last = true;
  if (answer.ok()) {
    Facts facts(pull.scope.fields, domain::SourceRank::kRest, answer->date);
    std::vector<std::string> now = pull.state.list("now");
    size_t received = 0;
    for_each_item(answer->root(), {"values"}, [&](JsonElement sprint) {
      ++received;
      ++pull.page.items;
      const domain::Ref ref = read_sprint(sprint, false, facts);
      pull.page.current_item = ref.name;
      const bool noted = std::find(now.begin(), now.end(), ref.id) != now.end();
      if (open && !ref.id.empty() && !noted) now.push_back(ref.id);
    });
    last = is_last(answer->root(), received);
    pull.state.set("sprints", start + static_cast<int64_t>(received));
    pull.state.set_list("now", std::move(now));
    pull.take(facts);
  } else if (!says_none(answer.error())) {  // a board without sprints answers 400
    return answer.error();
  }
  if (last) {
    boards.erase(boards.begin());
    pull.state.set_list("boards", std::move(boards));
    pull.state.remove("sprints");
  }
  return {};
}

bool boards_left(const PullState& state) { return !state.list("boards").empty(); }
bool pages_left(const PullState& state) { return state.number("end").value_or(0) == 0; }

// The sprints that were open in the last round and are in no list of open ones now: closed, or
// gone.
Result<void> read_closed_meanwhile(Pull& pull) {
  const std::vector<std::string> now = pull.state.list("now");
  for (const std::string& id : pull.state.list("open")) {
    if (std::find(now.begin(), now.end(), id) != now.end()) continue;
    const auto answer = pull.client.get("sprint/{id}", "/rest/agile/1.0/sprint/" + url_encode(id));
    if (!answer.ok() && says_none(answer.error())) continue;
    if (!answer.ok()) return answer.error();
    Facts facts(pull.scope.fields, domain::SourceRank::kRest, answer->date);
    read_sprint(answer->root(), false, facts);
    ++pull.page.items;
    pull.take(facts);
  }
  return {};
}

}  // namespace

Result<PulledPage> read_boards(const Client& client, PullState state, const PullScope& scope) {
  Pull pull{client, std::move(state), scope, {}};
  if (boards_left(pull.state)) {
    TL_CHECK_OK(read_sprints_of_board(pull, false));
  } else {
    TL_CHECK_OK(read_board_page(pull));
  }
  pull.page.done = !boards_left(pull.state) && !pages_left(pull.state);
  if (!pull.page.done) pull.page.next_state = pull.state.render();
  return std::move(pull.page);
}

Result<PulledPage> poll_sprints(const Client& client, PullState state, const PullScope& scope) {
  Pull pull{client, std::move(state), scope, {}};
  if (boards_left(pull.state)) {
    TL_CHECK_OK(read_sprints_of_board(pull, true));
  } else {
    TL_CHECK_OK(read_board_page(pull));
  }
  if (!boards_left(pull.state) && !pages_left(pull.state)) {
    TL_CHECK_OK(read_closed_meanwhile(pull));
    PullState next;
    next.set_list("open", pull.state.list("now"));
    pull.state = std::move(next);
    pull.page.done = true;
  }
  pull.page.next_state = pull.state.render();
  return std::move(pull.page);
}

}  // namespace tl::connectors::jira
