// What the API keeps in memory between requests.
#pragma once

#include <mutex>
#include <string>

#include "api/api.h"
#include "api/arrival_tallies.h"
#include "api/calendar_store.h"
#include "api/event_streams.h"
#include "api/jql_saved.h"
#include "api/jql_shelf.h"
#include "api/jql_tally.h"
#include "api/throttle.h"
#include "mapping/type_rules.h"

namespace tl::api {

class ApiRuntime {
 public:
  explicit ApiRuntime(ApiContext& context)
      : sign_in_by_email({5, minutes(5)}),
        attempts_by_address({30, minutes(5)}),
        streams(context) {}

  AttemptThrottle sign_in_by_email;
  AttemptThrottle attempts_by_address;
  std::mutex setup_mutex;  // one first run at a time
  CalendarShelf calendars;
  ArrivalTallies arrival_tallies;
  JqlShelf jql_shelf;
  JqlTally jql_tally;
  SavedCounts saved_counts;
  mapping::TypeRuleKeeper type_rules;

  // A hash of no password at the present cost, so that an unknown e-mail takes as long as a known.
  [[nodiscard]] std::string dummy_hash(const vault::PasswordCost& cost);

 private:
  std::mutex mutex_;
  std::string dummy_hash_;

 public:
  EventStreams streams;  // last: it has a thread
};

}  // namespace tl::api
