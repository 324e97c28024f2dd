#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/adf.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

std::vector<Comment>::iterator find_comment(const Call& call, Issue& issue) {
  const auto id = parse_int(call.parts[1]);
  return std::find_if(issue.comments.begin(), issue.comments.end(),
                      [&](const Comment& c) { return id && c.id == *id; });
}

Response no_comment(const Call& call) {
  return refuse(404, fmt::format("Can not find a comment for the id: {}.", call.parts[1]));
}

bool may_change(const Call& call, const Comment& comment) {
  return comment.author == call.author() || Accounts::is_admin(call.user);
}

// The body as stored text; "" when it is refused.
std::string read_body(const Call& call) {
  const auto body = json_get(call.json(), "body");
  std::string stored;
  if (!body || !read_rich(*body, call.api, stored)) return {};  // "" is refused
  return stored;
}

Response answer_comment(const Call& call, const Issue& issue, const Comment& comment, int status) {
  JsonWriter w;
  call.renderer().comment(w, issue, comment);
  return answer(w.take(), status);
}

void touch(Call& call, Issue& issue) {
  issue.updated = std::max(issue.updated, call.now);
  ++call.world.version;
}

}  // namespace

Response get_comments(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto page = page_of(call, 100, 100);
  const auto total = static_cast<int64_t>(issue->comments.size());
  const bool newest_first = call.query("orderBy") == "-created";
  const auto renderer = call.renderer();
  JsonWriter w;
  w.begin_object().member("startAt", page.start).member("maxResults", page.size);
  w.member("total", total).key("comments").begin_array();
  for (auto i = page.start; i < std::min(total, page.start + page.size); ++i)
    renderer.comment(w, *issue,
                     issue->comments[static_cast<size_t>(newest_first ? total - 1 - i : i)]);
  return answer(w.end_array().end_object().take());
}

Response get_comment(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto comment = find_comment(call, *issue);
  if (comment == issue->comments.end()) return no_comment(call);
  return answer_comment(call, *issue, *comment, 200);
}

Response post_comment(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  auto body = read_body(call);
  if (body.empty()) return refuse_field("comment", "Comment body is not valid!");
  const auto id = call.world.next_comment_id++;
  issue->comments.push_back(
      {call.now, call.now, id, call.world.add_text(std::move(body)), call.author(), call.author()});
  touch(call, *issue);
  call.site.webhooks.comment("comment_created", *issue, issue->comments.back());
  return answer_comment(call, *issue, issue->comments.back(), 201);
}

Response put_comment(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto comment = find_comment(call, *issue);
  if (comment == issue->comments.end()) return no_comment(call);
  if (!may_change(call, *comment)) return not_allowed("You may not edit this comment.");
  auto body = read_body(call);
  if (body.empty()) return refuse_field("comment", "Comment body is not valid!");
  comment->body = call.world.add_text(std::move(body));
  comment->updated = call.now;
  comment->update_author = call.author();
  touch(call, *issue);
  call.site.webhooks.comment("comment_updated", *issue, *comment);
  return answer_comment(call, *issue, *comment, 200);
}

Response delete_comment(Call& call) {
  auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto comment = find_comment(call, *issue);
  if (comment == issue->comments.end()) return no_comment(call);
  if (!may_change(call, *comment)) return not_allowed("You may not delete this comment.");
  const auto removed = *comment;
  issue->comments.erase(comment);
  touch(call, *issue);
  call.site.webhooks.comment("comment_deleted", *issue, removed);
  return no_content();
}

}  // namespace tl::sim
