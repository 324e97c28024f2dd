#include "api/sent_requests.h"

#include "net/url.h"

namespace tl::api {
namespace {

constexpr std::string_view kGatewayPath = "/ex/jira/";

size_t outcome_of(const Result<net::HttpAnswer>& answer) {
  constexpr size_t kFailed = SentRequests::kOutcomes.size() - 1;
  if (!answer.ok()) return kFailed;
  const int hundred = answer->status / 100;
  return hundred >= 2 && hundred <= 5 ? static_cast<size_t>(hundred - 2) : kFailed;
}

}  // namespace

std::string site_of(std::string_view url) {
  const auto parsed = net::parse_url(url);
  if (!parsed.ok()) return {};
  std::string site = parsed->origin();
  const std::string_view path = parsed->path;
  if (path.starts_with(kGatewayPath)) site += path.substr(0, path.find('/', kGatewayPath.size()));
  return site;
}

Result<net::HttpAnswer> SentRequests::fetch(const net::HttpRequest& request,
                                            const std::stop_token& stop) {
  auto answer = below_.fetch(request, stop);
  note(site_of(request.url), outcome_of(answer));
  return answer;
}

void SentRequests::note(const std::string& site, size_t outcome) {
  const std::lock_guard lock(mutex_);
  if (sites_.size() >= kMaxSites && !sites_.contains(site)) return;
  ++sites_[site][outcome];
}

SentRequests::Counts SentRequests::counts(const std::string& site) const {
  const std::lock_guard lock(mutex_);
  const auto found = sites_.find(site);
  return found == sites_.end() ? Counts{} : found->second;
}

}  // namespace tl::api
