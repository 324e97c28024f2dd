// A history: one act that changed fields of an issue (an entry of Jira's changelog). Immutable at
// the vendor, so it is replaced as a unit, REST over webhook.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "domain/attributes.h"

namespace tl::domain {

// from/to: the id and the text as written; each may be absent ("" and null both mean absent).
// Old and new texts of a description are there only where the connection opted in; they are no part
// of what identifies a history or of its hash, so that a history with and without them is the same.
struct HistoryItem {
  std::string field_id;  // "status"; the display name where the vendor gives no id ("Key", "Link")
  std::string field_name;
  std::optional<std::string> from_id;
  std::optional<std::string> from_text;
  std::optional<std::string> to_id;
  std::optional<std::string> to_text;
  bool operator==(const HistoryItem&) const = default;
};

struct History {
  IssueId issue;
  std::string id;   // the vendor's number as text; "~HASH" where it gives none (see content_id)
  Ref author;       // empty id: anonymous or the system
  Version version;  // version.instant is when it happened
  std::vector<HistoryItem> items;  // in the vendor's order; may be empty

  [[nodiscard]] bool has_vendor_id() const { return !id.empty() && id.front() != '~'; }
  [[nodiscard]] Instant at() const { return version.instant; }
};

// An id made of the content (items and author, without the instant), for a history that came
// without one. The same act delivered later with its id absorbs it: see effective_histories.
[[nodiscard]] std::string content_id(const History& history);

// Sets version.hash from the whole content.
void seal_history(History& history);

}  // namespace tl::domain
