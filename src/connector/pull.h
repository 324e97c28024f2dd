// Pulling: streams of pages with a cursor that survives a crash. Backfill and polling alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/change_set.h"
#include "domain/field_catalogue.h"

namespace tl::connector {

// One thing to pull. Backfill streams are run in the given order; a poll stream again and again.
struct StreamInfo {
  std::string id;     // "issues", "poll.issues"
  std::string title;  // for people: "Issues and their history"
  Millis every;       // poll streams: the usual interval; 0 for backfill streams
};

// What the connection wants. `fields` must outlive the call.
struct PullScope {
  std::vector<std::string> project_keys;           // empty: all that the account sees
  Instant since;                                   // issues that are closed and older are left out
  Instant started;                                 // when this run began; fixed over its pages
  const domain::FieldCatalogue* fields = nullptr;  // as saved so far; REQUIRES: not null
};

struct PulledPage {
  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;
  // Cursor to give to the next call; to be saved in the transaction that stores `changes`.
  // JSON text of the connector's own; "" begins anew.
  std::string next_state;
  // Backfill: the stream is complete. Poll: this round is over, `next_state` begins the next one.
  bool done = false;
  int64_t items = 0;             // things on this page, for progress
  std::optional<int64_t> total;  // of the whole stream, as the vendor estimates it now
  std::string current_item;      // "ABC-12", for progress
  // Everything younger than this has been delivered by this stream.
  std::optional<Instant> complete_back_to;
  // Asked for by id and not given: moved out of sight, archived or deleted. Never a deletion.
  std::vector<IssueId> lost_sight;
  std::vector<std::string> notes;  // for people: "No right to browse OPS"
};

struct ProjectQuery {
  std::string text;    // part of key or name; "" all
  std::string cursor;  // "" the first page
  int limit = 50;      // at most 100
};

struct ProjectInfo {
  std::string id;
  std::string key;
  std::string name;
  std::string type;  // "software", "business", "service_desk"
  std::string lead;  // display name, "" when hidden
  std::optional<int64_t> issues;
  std::optional<Instant> last_change;
};

struct ProjectPage {
  std::vector<ProjectInfo> projects;
  std::string next_cursor;  // "" on the last page
  std::optional<int64_t> total;
};

}  // namespace tl::connector
