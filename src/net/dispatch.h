// From a complete request to its handler and back. Internal to net/.
#pragma once

#include <cstdint>
#include <memory>

#include "net/router.h"

namespace tl::net {

class Connection;
class IoLoop;

// Where an answer belongs. May outlive connection and server.
struct ReturnAddress {
  std::shared_ptr<IoLoop> loop;
  std::weak_ptr<Connection> connection;  // locked on the loop's thread only
  uint64_t turn = 0;
};

// Runs the route's handler, here or on the pool; answers 503 when the pool or the limit of streams
// is full, 500 when the handler throws. `route` lives as long as the loop.
void dispatch_request(ReturnAddress to, const Router::Route& route, Request request);

}  // namespace tl::net
