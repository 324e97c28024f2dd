// One exchange over libcurl. Internal to net/.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "net/http_client.h"
#include "net/url.h"

namespace tl::net {

// Prepared by the caller's thread, then driven by the client's thread alone until complete() or
// fail(); shared, because a caller that is cancelled leaves at once.
class Transfer {
 public:
  // kInvalidArgument when method, URL or a header cannot be sent.
  [[nodiscard]] static Result<std::shared_ptr<Transfer>> make(const HttpRequest& request,
                                                              const std::string& user_agent);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] CURL* easy() const { return easy_; }
  void complete(CURLcode code);
  void fail(Error error);

  // Blocks; nothing when `stop` came first.
  [[nodiscard]] std::optional<Result<HttpAnswer>> wait(const std::stop_token& stop);

 private:
  Transfer(const HttpRequest& request, Url url);
  bool set_up(const std::string& user_agent);
  void set_method();
  void set_security();
  void finish(Result<HttpAnswer> result);
  [[nodiscard]] Error error_of(CURLcode code) const;
  [[nodiscard]] std::optional<Error> proxy_refusal(CURLcode code, long status) const;
  static size_t on_header(char* data, size_t size, size_t count, void* self);
  static size_t on_body(char* data, size_t size, size_t count, void* self);

  const HttpRequest request_;
  const Url url_;
  CURL* easy_ = nullptr;
  curl_slist* header_lines_ = nullptr;
  char error_text_[CURL_ERROR_SIZE] = {};
  HttpAnswer answer_;
  bool too_large_ = false;
  std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::condition_variable_any done_;
  std::optional<Result<HttpAnswer>> result_;
};

}  // namespace tl::net
