// Counts what goes out to vendors, by site and outcome.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "net/http_client.h"

namespace tl::api {

// Where a request of this URL goes: its origin, and for the gateway the site behind it
// ("https://api.atlassian.com/ex/jira/ID"). "" for what is no URL.
[[nodiscard]] std::string site_of(std::string_view url);

// Thread-safe.
class SentRequests final : public net::HttpTransport {
 public:
  static constexpr std::array<std::string_view, 5> kOutcomes = {"2xx", "3xx", "4xx", "5xx",
                                                                "failed"};
  static constexpr size_t kMaxSites = 256;  // further ones are not counted
  using Counts = std::array<int64_t, kOutcomes.size()>;

  // `below` must outlive this.
  explicit SentRequests(net::HttpTransport& below) : below_(below) {}
  [[nodiscard]] Result<net::HttpAnswer> fetch(const net::HttpRequest& request,
                                              const std::stop_token& stop) override;
  // In the order of kOutcomes; zeros for a site that nothing went to.
  [[nodiscard]] Counts counts(const std::string& site) const;

 private:
  void note(const std::string& site, size_t outcome);

  net::HttpTransport& below_;
  mutable std::mutex mutex_;
  std::map<std::string, Counts> sites_;
};

}  // namespace tl::api
