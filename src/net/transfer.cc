#include "net/transfer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tl::net {
namespace {

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7F &&
           std::string_view("()<>@,;:\\\"/[]?={}").find(static_cast<char>(c)) ==
               std::string_view::npos;
  });
}

bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

constexpr long kProxyWantsLogin = 407;

ErrorCode code_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ErrorCode::kDnsFailed;
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorCode::kTimedOut;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_USE_SSL_FAILED:
      return ErrorCode::kTlsFailed;
    case CURLE_URL_MALFORMAT:
      return ErrorCode::kInvalidArgument;
    case CURLE_BAD_CONTENT_ENCODING:
      return ErrorCode::kUnreadable;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
      return ErrorCode::kInternal;
    default:
      return ErrorCode::kConnectFailed;
  }
}

}  // namespace

Transfer::Transfer(const HttpRequest& request, Url url)
    : request_(request), url_(std::move(url)), begin_(std::chrono::steady_clock::now()) {}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(header_lines_);
}

Result<std::shared_ptr<Transfer>> Transfer::make(const HttpRequest& request,
                                                 const std::string& user_agent) {
  auto url = parse_url(request.url);
  if (!url.ok()) return make_error(ErrorCode::kInvalidArgument, url.error().detail);
  if (!is_token(request.method)) {
    return make_error(ErrorCode::kInvalidArgument, "The request method is not valid.");
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !one_line(value)) {
      return make_error(ErrorCode::kInvalidArgument,
                        "A request header cannot be sent: it holds a line end or a wrong name.");
    }
  }
  std::shared_ptr<Transfer> transfer(new Transfer(request, std::move(*url)));
  if (!transfer->set_up(user_agent)) {
    return make_error(ErrorCode::kInternal, "libcurl refused an option.");
  }
  return transfer;
}

bool Transfer::set_up(const std::string& user_agent) {
  easy_ = curl_easy_init();
  if (easy_ == nullptr) return false;
  curl_easy_setopt(easy_, CURLOPT_URL, url_.text().c_str());
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy_, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy_, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy_, CURLOPT_USERAGENT, user_agent.c_str());
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(std::max<int64_t>(request_.timeout_ms, 1)));
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::max<int64_t>(request_.connect_timeout_ms, 1)));
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_text_);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  for (const auto& [name, value] : request_.headers) {
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    header_lines_ = curl_slist_append(header_lines_, line.c_str());
  }
  header_lines_ = curl_slist_append(header_lines_, "Expect:");
  if (!request_.headers.contains("Content-Type")) {
    header_lines_ = curl_slist_append(header_lines_, "Content-Type:");  // no form by default
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_lines_);
  set_method();
  set_security();
  return true;
}

void Transfer::set_method() {
  const std::string& method = request_.method;
  if (method == "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
  } else if (!request_.body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());
  }
  if (method != "GET" && method != "HEAD") {
    curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
  const bool repeat_hurts = (method == "POST" || method == "PATCH") && !request_.reads_only;
  if (repeat_hurts) curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
}

void Transfer::set_security() {
  curl_easy_setopt(easy_, CURLOPT_PROXY, request_.proxy.c_str());  // "": not the environment's
  curl_easy_setopt(easy_, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!request_.ca_bundle_pem.empty()) {
    curl_blob blob{};
    blob.data = const_cast<char*>(request_.ca_bundle_pem.data());  // copied by libcurl
    blob.len = request_.ca_bundle_pem.size();
    blob.flags = CURL_BLOB_COPY;
    curl_easy_setopt(easy_, CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
  }
}

size_t Transfer::on_header(char* data, size_t size, size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line = trim(std::string_view(data, size * count));
  if (starts_with_no_case(line, "HTTP/")) {  // also of "100 Continue" and a proxy's answer
    transfer.answer_.headers = {};
  } else if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
    transfer.answer_.headers.add(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return size * count;
}

size_t Transfer::on_body(char* data, size_t size, size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  std::string& body = transfer.answer_.body;
  if (size * count > transfer.request_.max_body_bytes - body.size()) {
    transfer.too_large_ = true;
    return 0;
  }
  body.append(data, size * count);
  return size * count;
}

Error Transfer::error_of(CURLcode code) const {
  const std::string where = url_.authority();
  if (too_large_) {
    return make_error(ErrorCode::kTooLarge,
                      fmt::format("The answer of {} is longer than the limit of {} bytes.", where,
                                  request_.max_body_bytes));
  }
  const ErrorCode known = code_of(code);
  switch (known) {
    case ErrorCode::kDnsFailed:
      return make_error(known,
                        fmt::format("The name of {} could not be resolved.",
                                    code == CURLE_COULDNT_RESOLVE_PROXY ? "the proxy" : url_.host));
    case ErrorCode::kTimedOut:
      return make_error(known, fmt::format("{} did not answer within {} ms.", where,
                                           std::chrono::duration_cast<std::chrono::milliseconds>(
                                               std::chrono::steady_clock::now() - begin_)
                                               .count()));
    case ErrorCode::kTlsFailed:
      return make_error(
          known, fmt::format("The encrypted connection to {} failed: {}.", where,
                             error_text_[0] != '\0' ? error_text_ : curl_easy_strerror(code)));
    default:
      return make_error(known, fmt::format("{}: {}.", where, curl_easy_strerror(code)));
  }
}

// The proxy's own refusal: of the tunnel to a https address, or, for http, in place of an answer.
std::optional<Error> Transfer::proxy_refusal(CURLcode code, long status) const {
  if (request_.proxy.empty()) return std::nullopt;
  if (code == CURLE_OK && url_.scheme == "https") return std::nullopt;  // it came by the tunnel
  if (code != CURLE_OK) curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &status);
  const std::string proxy = printable_url(request_.proxy);
  if (status == kProxyWantsLogin) {
    const bool given = !split_login(request_.proxy).login.empty();
    return make_error(
        ErrorCode::kProxyRefused,
        given ? fmt::format("The proxy {} refused this user and password (407). Give the right "
                            "ones, percent-encoded, in its address.",
                            proxy)
              : fmt::format("The proxy {} wants a user and password (407). Give them in its "
                            "address: http://USER:PASSWORD@HOST:PORT.",
                            proxy));
  }
  if (code == CURLE_OK || status < 400) return std::nullopt;
  return make_error(ErrorCode::kConnectFailed,
                    fmt::format("The proxy {} answered {} instead of connecting to {}.", proxy,
                                status, url_.authority()));
}

void Transfer::complete(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (auto refused = proxy_refusal(code, status)) return finish(std::move(*refused));
  if (code != CURLE_OK) return finish(error_of(code));
  answer_.status = static_cast<int>(status);
  answer_.elapsed = Millis(std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::steady_clock::now() - begin_)
                               .count());
  finish(std::move(answer_));
}

void Transfer::fail(Error error) { finish(std::move(error)); }

void Transfer::finish(Result<HttpAnswer> result) {
  {
    std::lock_guard lock(mutex_);
    result_ = std::move(result);
  }
  done_.notify_all();
}

std::optional<Result<HttpAnswer>> Transfer::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!done_.wait(lock, stop, [this] { return result_.has_value(); })) return std::nullopt;
  return std::move(result_);
}

}  // namespace tl::net
