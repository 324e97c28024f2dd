#include "saved_site.h"

#include <fmt/format.h>

#include "synthetic.h"

namespace tl::bench {
namespace {

bool is_search(const net::HttpRequest& request) {
  return request.url.find("/search/jql") != std::string::npos;
}

net::HttpAnswer json_answer(std::string body) {
  net::HttpAnswer answer;
  answer.status = 200;
  answer.headers.set("Content-Type", "application/json");
  answer.headers.set("Date", "Fri, 20 Nov 2026 12:00:00 GMT");
  answer.body = std::move(body);
  return answer;
}

constexpr std::string_view kCount = R"({"count":6000})";

}  // namespace

connector::Session site_session(net::HttpTransport& site, net::RateBudget& budget,
                                const Clock& clock) {
  return {.base_url = "https://bench.invalid",
          .email = "bench@example.com",
          .token = connector::SecretText("none"),
          .transport = site,
          .budget = budget,
          .clock = clock,
          .stop = {},
          .ca_bundle_pem = {},
          .proxy = {},
          .method = domain::SignInMethod::kApiToken,
          .flavour = "cloud",
          .version = {},
          .site_url = {},
          .gateway = {},
          .on_retry = {},
          .on_answer = {}};
}

SavedSite::SavedSite(int64_t first, int64_t pages, int64_t per_page) {
  for (int64_t i = pages - 1; i >= 0; --i)
    pages_.push_back(search_page(first + i * per_page, per_page, i == 0));
}

Result<net::HttpAnswer> SavedSite::fetch(const net::HttpRequest& request, const std::stop_token&) {
  if (!is_search(request)) return json_answer(std::string(kCount));
  return json_answer(pages_[next_++ % pages_.size()]);
}

Result<net::HttpAnswer> EndlessSite::fetch(const net::HttpRequest& request,
                                           const std::stop_token&) {
  if (!is_search(request)) return json_answer(std::string(kCount));
  const int64_t first = next_;
  next_ += per_page_;
  return json_answer(search_page(first, per_page_, false));
}

}  // namespace tl::bench
