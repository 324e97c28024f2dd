// The simulated site: state, accounts, limits, webhooks, and the one entry for requests.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sim/accounts.h"
#include "sim/generate.h"
#include "sim/http.h"
#include "sim/limits.h"
#include "sim/shapes.h"
#include "sim/webhooks.h"
#include "sim/world.h"

namespace tl::sim {

struct SiteOptions {
  GenerateOptions organisation;  // now_ms is set by the site
  std::string base_url = "http://127.0.0.1";
  int latency_ms = 0;
  int64_t search_lag_ms = 0;
  std::string context_path;  // "/jira"; "" none. Part of base_url already.
  int search_cap = 1000;     // of Servers' maxResults
  int page_cap = 0;          // of Cloud's maxResults; 0: the usual ones alone
  bool no_limits = false;
  bool epoch_created = false;  // bulk changelogs write `created` as a number
  double live_per_minute = 6;
  WebhookSettings webhooks;
};

class SearchCache;
class Work;
struct Route;
struct Call;

class Site {
 public:
  // `clock` outlives the site. The organisation is made for the clock's present time.
  Site(SiteOptions options, const Clock& clock);
  ~Site();

  // Thread-safe.
  [[nodiscard]] Response handle(const Request& request);
  void start();  // webhook delivery
  void stop();

  [[nodiscard]] int64_t now() const { return clock.now().ms; }
  [[nodiscard]] std::string stats_json();
  // The present one: a Server may be upgraded while it runs. Takes the world's lock.
  [[nodiscard]] const Flavour& flavour() const;
  void forget_stats();

  SiteOptions options;  // what control may change is read and written under `mutex`
  const Clock& clock;
  std::unique_ptr<World> world;
  mutable std::shared_mutex mutex;  // of *world
  Accounts accounts;
  Shapes shapes;
  Limits limits;
  Faults faults;
  WebhookHub webhooks;
  std::unique_ptr<SearchCache> searches;
  std::atomic<double> live_per_minute;
  std::unique_ptr<Work> work;  // on order of /_sim/work

 private:
  struct Match;
  [[nodiscard]] Match find_route(const Request& request, std::string path) const;
  Response route(const Request& request);
  Response answer_route(const Match& match, const Request& request);
  Caller identify(const Request& request, bool gateway);
  std::string login_of(int user);
  std::optional<Response> refuse_caller(const Match& match, const Caller& caller);
  Response run_limited(const Match& match, Call& call);
  Response run(const Match& match, Call& call);
  Response answer_write(const Route& route, Call& call);
  void count(const std::string& what);

  std::mutex stats_mutex_;
  std::map<std::string, int64_t> requests_;
};

}  // namespace tl::sim
