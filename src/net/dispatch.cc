#include "net/dispatch.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "net/connection.h"
#include "net/io_loop.h"

namespace tl::net {
namespace {

class PendingAnswer final : public Responder::Sink {
 public:
  explicit PendingAnswer(ReturnAddress to) : to_(std::move(to)) {}

  void answer(Response response) override {
    to_.loop->dispatch(
        [to = to_.connection, turn = to_.turn, response = std::move(response)]() mutable {
          if (const auto connection = to.lock()) connection->answer(turn, std::move(response));
        });
  }
  void dropped() override {
    answer(to_.loop->core().render_failure(
        {500, ErrorCode::kInternal, "The request was not answered."}, nullptr));
  }

 private:
  const ReturnAddress to_;
};

Response failed_response(const ServerCore& core, const Request& request, const char* what) {
  const Error error = make_error(ErrorCode::kInternal, what);
  log_error("handler of " + request.method + " " + request.pattern, error);
  return core.render_failure(
      {500, ErrorCode::kInternal, "Something went wrong here (" + error.id + ")."}, &request);
}

Response busy_response(const ServerCore& core, const std::string& detail, int retry_after_s) {
  Response response = core.render_failure({503, ErrorCode::kQueueFull, detail}, nullptr);
  response.headers.set("Retry-After", std::to_string(retry_after_s));
  return response;
}

struct PoolJob {
  ReturnAddress to;
  const Router::Route& route;
  Request request;
  Responder responder;
  StreamLease lease;                     // of a stream
  std::shared_ptr<StreamWriter> writer;  // of a stream
};

void run_pool_job(PoolJob& job) {
  const ServerCore& core = job.to.loop->core();
  try {
    job.responder.respond(job.route.pool(job.request));
  } catch (const std::exception& bug) {
    job.responder.respond(failed_response(core, job.request, bug.what()));
  }
}

void run_stream_job(PoolJob& job) {
  const ServerCore& core = job.to.loop->core();
  std::optional<Response> refusal;
  try {
    refusal = job.route.stream(job.request, job.writer);
  } catch (const std::exception& bug) {
    refusal = failed_response(core, job.request, bug.what());
  }
  job.writer.reset();
  if (refusal) {
    job.lease.release();
    return job.responder.respond(std::move(*refusal));
  }
  job.to.loop->dispatch(
      [to = job.to.connection, turn = job.to.turn, lease = std::move(job.lease)]() mutable {
        if (const auto connection = to.lock()) connection->begin_stream(turn, std::move(lease));
      });
  job.responder.release();
}

void submit(std::shared_ptr<PoolJob> job, void (*run)(PoolJob&)) {
  ServerCore& core = job->to.loop->core();
  if (core.pool->submit([job, run] { run(*job); })) return;
  ++core.pool_refused;
  job->lease.release();
  job->responder.respond(
      busy_response(core, "Too many requests are waiting; try again in a moment.", 1));
}

void start_stream(std::shared_ptr<PoolJob> job) {
  ServerCore& core = job->to.loop->core();
  const ServerLimits& limits = core.options.limits;
  if (core.streams_open->load() >= limits.streams) {
    return job->responder.respond(busy_response(core, "Too many event streams are open.", 5));
  }
  auto queue = std::make_shared<StreamQueue>(limits.stream_buffer_bytes);
  job->lease = StreamLease(queue, core.streams_open);
  job->writer = std::make_shared<StreamHandle>(std::move(queue));
  submit(std::move(job), run_stream_job);
}

void run_io_handler(ReturnAddress to, const Router::Route& route, Request request) {
  auto sink = std::make_shared<PendingAnswer>(std::move(to));
  try {
    route.io(std::move(request), Responder(sink));
  } catch (const std::exception& bug) {
    // The responder was dropped while the exception passed, which answered 500.
    log_error("handler of " + route.pattern, make_error(ErrorCode::kInternal, bug.what()));
  }
}

}  // namespace

Response ServerCore::render_failure(const HttpFailure& failure, const Request* request) const {
  return options.render_failure(failure, request);
}

void dispatch_request(ReturnAddress to, const Router::Route& route, Request request) {
  if (route.io) return run_io_handler(std::move(to), route, std::move(request));
  Responder responder(std::make_shared<PendingAnswer>(to));
  auto job = std::make_shared<PoolJob>(
      PoolJob{std::move(to), route, std::move(request), std::move(responder), {}, {}});
  if (route.stream) return start_stream(std::move(job));
  submit(std::move(job), run_pool_job);
}

}  // namespace tl::net
