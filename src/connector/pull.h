// Pulling: streams of pages with a cursor that survives a crash. Backfill and polling alike.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/change_set.h"
#include "domain/field_catalogue.h"

namespace tl::connector {

// One thing to pull. Backfill streams are run in the given order; a poll stream again and again.
struct StreamInfo {
  std::string id;              // "issues", "poll.issues"
  std::string title;           // for people: "Issues and their history"
  Millis every;                // poll streams: the usual interval; 0 for backfill streams
  std::string unit = "items";  // what is counted, for people: "issues", "boards"
};

// What the connection wants. `fields` must outlive the call.
struct PullScope {
  std::vector<std::string> project_keys;           // empty: all that the account sees
  Instant since;                                   // issues that are closed and older are left out
  Instant started;                                 // when this run began; fixed over its pages
  const domain::FieldCatalogue* fields = nullptr;  // as saved so far; REQUIRES: not null
  // Admits issues; "" all. The vendor decides membership. An issue that is `known` is followed
  // whether it matches or not.
  std::string filter_jql;
  // Those of the given issues that are stored already. May be empty: none is.
  std::function<std::vector<IssueId>(std::span<const IssueId>)> known;
  std::vector<std::string> custom_fields;  // wanted ones, by id; empty: all that can be typed
  bool descriptions = false;  // ConnectionOptions::descriptions: they are read and kept
  // Ids of the records of this kind that are stored of an issue, deleted ones not. May be empty.
  // What the vendor's whole list of an issue no longer has was deleted while nobody told us.
  std::function<std::vector<std::string>(IssueId, domain::RecordKind)> stored = {};
};

struct PulledPage {
  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;
  // Cursor to give to the next call; to be saved in the transaction that stores `changes`.
  // JSON text of the connector's own; "" begins anew.
  std::string next_state;
  // Backfill: the stream is complete. Poll: this round is over, `next_state` begins the next one.
  bool done = false;
  int64_t items = 0;  // things on this page, for progress
  // Issues of the vendor's answers that were read for this page, counted where the answer's list
  // was gone through and before anything was made of them. Not counted: issues whose ids alone were
  // asked for, and those that a page before this one has delivered. Exactly:
  //   issues_read == changes.issues.size() + not_admitted.size()
  //                + refused of the kind "issue"
  // as the connector gives the page; an issue that is in two answers counts twice and is in
  // `changes` twice.
  int64_t issues_read = 0;
  std::optional<int64_t> total;  // of the whole stream, as the vendor estimates it now
  std::string current_item;      // "ABC-12", for progress
  // Everything younger than this has been delivered by this stream.
  std::optional<Instant> complete_back_to;
  // Asked for by id and not given: moved out of sight, archived or deleted. Never a deletion.
  std::vector<IssueId> lost_sight;
  // With a filter: issues of this page that match it, and known ones that do not (any more).
  std::vector<IssueId> in_filter;
  std::vector<IssueId> left_filter;
  // Asked for by id, visible, not matching the filter and not known: not of this connection.
  std::vector<IssueId> not_admitted;
  std::string site_version;        // "" not looked at; else what the site says it is now
  std::string site_id;             // "" not looked at, or it tells none; see SiteIdentity
  std::string site_address;        // with site_id
  std::string site_url;            // with site_id: its present address, where the vendor gives it
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

// A filter as a person types it, looked at by the vendor.
struct FilterQuery {
  std::string jql;
  std::vector<std::string> project_keys;  // of the connection; empty: all
};

struct FilterSample {
  IssueId id;
  std::string key;
  std::string summary;
  std::string status;
};

struct FilterCheck {
  bool valid = false;
  std::string error;        // the vendor's words; "" when valid
  std::optional<int> line;  // of the error, from 1, where the vendor says it
  std::optional<int> column;
  std::string suggestion;             // "Story Points", when a field or value was misspelt
  std::optional<int64_t> matches;     // of the chosen projects; nothing: the vendor does not say
  std::optional<int64_t> of;          // without the filter
  std::vector<FilterSample> samples;  // at most 5
  std::vector<std::string> notes;     // "ORDER BY is ignored."
};

// A key that a person typed.
struct KeyVerdict {
  std::string key;  // as it would be used: upper case
  bool visible = false;
  ProjectInfo project;  // when visible
  std::string reason;   // when not: "Jira knows no project OPSX, or this account may not see it."
};

// What an issue is at the vendor right now.
struct LiveIssue {
  IssueId id;
  std::string key;
  domain::Ref status;
  Instant updated;
};

// A webhook as the vendor lists it.
struct RemoteHook {
  std::string vendor_id;
  std::string name;
  std::string url;
  bool enabled = true;
  std::vector<std::string> events;
  std::string last_error;  // as the vendor says it; "" none
  // Of one that we made: events that it should send and does not.
  std::vector<std::string> missing_events = {};
};

// A saved answer of the vendor's API, from a file.
struct SavedContext {
  const domain::FieldCatalogue* fields = nullptr;  // nullptr: none is known yet
  Instant received;
  std::string file_name;  // may name the issue: "ABC-12.changelog.json"
  std::function<std::optional<IssueId>(std::string_view key)> find_issue;  // may be empty
  bool descriptions = false;                                               // as in PullScope
};

struct SavedAnswer {
  std::string kind;  // "search page", "changelog", ... for people
  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;
};

}  // namespace tl::connector
