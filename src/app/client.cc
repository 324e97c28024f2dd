#include "app/client.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/server.h"
#include "base/json.h"
#include "net/url.h"

namespace tl::app {
namespace {

// The code of the error table whose problem type a server named.
ErrorCode code_of(std::string_view type, int status) {
  const size_t slash = type.rfind('/');
  if (slash != std::string_view::npos) type.remove_prefix(slash + 1);
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (traits(code).type == type) return code;
  }
  return status == 401 ? ErrorCode::kUnauthenticated : ErrorCode::kInternal;
}

Error problem_of(const net::HttpAnswer& answer) {
  Error error =
      make_error(ErrorCode::kInternal, fmt::format("the server answered {}", answer.status));
  auto document = JsonDocument::parse(answer.body);
  if (!document) return error;
  const JsonElement root = document->root();
  error.code = code_of(json_text(root, "type").value_or(""), answer.status);
  error.detail = std::string(json_text(root, "detail").value_or(error.detail));
  if (const auto id = json_text(root, "id")) error.id = std::string(*id);
  if (const auto problem = json_get(root, "jql")) {  // of a query: where, and what to do
    error.detail += fmt::format(
        "\n  line {}, column {}: {}", json_int(*problem, "line").value_or(1),
        json_int(*problem, "column").value_or(1), json_text(*problem, "remedy").value_or(""));
  }
  simdjson::dom::array fields;
  if (const auto found = json_get(root, "errors"); found && !found->get(fields)) {
    for (const JsonElement field : fields) {
      error.detail += fmt::format("\n  {}: {}", json_text(field, "field").value_or(""),
                                  json_text(field, "message").value_or(""));
    }
  }
  return error;
}

bool is_alive(int64_t pid) {
  return pid > 0 && (kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

}  // namespace

std::string server_note_path(const std::string& data) { return data + "/server.json"; }

Result<ServerNote> load_server_note(const std::string& data) {
  std::ifstream in(server_note_path(data));
  if (!in) return make_error(ErrorCode::kNotFound, "no server has been started on " + data);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  TL_TRY(const JsonDocument document, JsonDocument::parse(text));
  ServerNote note;
  note.url = std::string(json_text(document.root(), "url").value_or(""));
  note.token = std::string(json_text(document.root(), "token").value_or(""));
  note.pid = json_int(document.root(), "pid").value_or(0);
  return note;
}

Result<void> save_server_note(const std::string& data, const ServerNote& note) {
  JsonWriter out;
  out.begin_object()
      .member("url", note.url)
      .member("token", note.token)
      .member("pid", note.pid)
      .end_object();
  return write_private_file(server_note_path(data), out.text() + "\n");
}

ApiClient::ApiClient(std::string url, std::string token)
    : url_(std::move(url)), token_(std::move(token)) {}

Result<std::string> ApiClient::get(std::string_view path, const QueryPairs& query) {
  net::HttpRequest request;
  request.url = net::join_url(url_, path, query);
  return send(std::move(request));
}

Result<std::string> ApiClient::post(std::string_view path, const std::string& json) {
  return send_json("POST", path, json);
}

Result<std::string> ApiClient::put(std::string_view path, const std::string& json) {
  return send_json("PUT", path, json);
}

Result<std::string> ApiClient::send_json(std::string_view method, std::string_view path,
                                         const std::string& json) {
  net::HttpRequest request;
  request.method = method;
  request.url = net::join_url(url_, path);
  if (!json.empty()) request.headers.set("Content-Type", "application/json");
  request.body = json;
  return send(std::move(request));
}

Result<std::string> ApiClient::post_bytes(std::string_view path, const QueryPairs& query,
                                          std::string bytes) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = net::join_url(url_, path, query);
  request.headers.set("Content-Type", "application/octet-stream");
  request.body = std::move(bytes);
  return send(std::move(request));
}

Result<std::string> ApiClient::send(net::HttpRequest request) {
  if (!token_.empty()) request.headers.set("Authorization", "Bearer " + token_);
  request.timeout_ms = 600'000;
  request.max_body_bytes = size_t{4} << 30;
  TL_TRY(net::HttpAnswer answer, http_.fetch(request, std::stop_token()));
  if (answer.status < 200 || answer.status > 299) return problem_of(answer);
  return std::move(answer.body);
}

int with_server(const Settings& settings, const std::function<int(ApiClient&)>& command) {
  const auto note = load_server_note(settings.data);
  if (note.ok() && is_alive(note->pid)) {
    if (note->token.empty()) {
      return refuse(make_error(ErrorCode::kConflict,
                               "the first run at " + note->url + "/setup is still to be done"));
    }
    ApiClient client(note->url, note->token);
    return command(client);
  }
  Settings own = settings;
  own.listen = "127.0.0.1:0";
  own.port_file.clear();
  own.tls_cert.clear();
  own.tls_key.clear();
  auto server = Server::start(own);
  if (!server) return refuse(server.error());
  auto token = (*server)->local_token();
  if (!token) return refuse(token.error());
  ApiClient client((*server)->local_url(), *token);
  return command(client);
}

int refuse(const Error& error) {
  const ErrorTraits& facts = traits(error.code);
  fmt::print(stderr, "throughline: {}: {}\n{} ({})\n", facts.title, error.detail, facts.remedy,
             error.id);
  return facts.exit_code;
}

}  // namespace tl::app
