// Jira Clouds that answer every search with a page, without a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connector/session.h"
#include "net/rate_budget.h"

namespace tl::bench {

// A session of such a site. All must outlive it.
[[nodiscard]] connector::Session site_session(net::HttpTransport& site, net::RateBudget& budget,
                                              const Clock& clock);

// The same pages again and again.
class SavedSite final : public net::HttpTransport {
 public:
  // `pages` of `per_page` issues (search_page), ids from `first`, the greatest on the first page.
  SavedSite(int64_t first, int64_t pages, int64_t per_page);

  Result<net::HttpAnswer> fetch(const net::HttpRequest& request, const std::stop_token&) override;
  void rewind() { next_ = 0; }
  [[nodiscard]] const std::string& page() const { return pages_.front(); }

 private:
  std::vector<std::string> pages_;
  size_t next_ = 0;
};

// Pages of issues that were on none before, without end.
class EndlessSite final : public net::HttpTransport {
 public:
  EndlessSite(int64_t first, int64_t per_page) : next_(first), per_page_(per_page) {}
  Result<net::HttpAnswer> fetch(const net::HttpRequest& request, const std::stop_token&) override;

 private:
  int64_t next_;
  int64_t per_page_;
};

}  // namespace tl::bench
