// The command line's way to a server: a running one on the same data directory, else one started in
// this process for the length of the command. Either way the same HTTP API answers.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/settings.h"
#include "base/json.h"
#include "base/result.h"
#include "net/http_client.h"

namespace tl::app {

// What a running server leaves in DATA/server.json (0600) for the command line.
struct ServerNote {
  std::string url;
  std::string token;  // bearer token of the local command line; "" before the first run
  int64_t pid = 0;
};
[[nodiscard]] std::string server_note_path(const std::string& data);
[[nodiscard]] Result<ServerNote> load_server_note(const std::string& data);  // kNotFound: none
Result<void> save_server_note(const std::string& data, const ServerNote& note);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;

class ApiClient {
 public:
  ApiClient(std::string url, std::string token);

  // The body of a 2xx answer. Anything else is the Error that the server described.
  [[nodiscard]] Result<std::string> get(std::string_view path, const QueryPairs& query = {});
  // `json` "" sends no body.
  [[nodiscard]] Result<std::string> post(std::string_view path, const std::string& json);
  [[nodiscard]] Result<std::string> put(std::string_view path, const std::string& json);
  // Bytes as they are, of any kind.
  [[nodiscard]] Result<std::string> post_bytes(std::string_view path, const QueryPairs& query,
                                               std::string bytes);
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  [[nodiscard]] Result<std::string> send(net::HttpRequest request);
  [[nodiscard]] Result<std::string> send_json(std::string_view method, std::string_view path,
                                              const std::string& json);
  std::string url_;
  std::string token_;
  net::HttpClient http_;
};

// Runs `command` against a server on `settings.data`; gives its exit code. An error to find or
// start one is printed and gives 1.
int with_server(const Settings& settings, const std::function<int(ApiClient&)>& command);

// Prints "throughline: WHAT. REMEDY (ID)" on standard error; gives the exit code of the error.
int refuse(const Error& error);

}  // namespace tl::app
