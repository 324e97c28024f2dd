// Activity without a client: people who work while the simulator runs.
#pragma once

#include <stop_token>
#include <thread>

#include "sim/rng.h"
#include "sim/site.h"

namespace tl::sim {

class Live {
 public:
  explicit Live(Site& site);  // the site outlives it
  ~Live();

  void start();
  void stop();
  // One change, now. The sequence depends on the seed only.
  void step();
  void step_locked();  // REQUIRES: the world's lock is held for writing

 private:
  void run(const std::stop_token& stop);
  Issue* pick_open();
  UserRef someone();
  void transition(Issue& issue);
  void change(Issue& issue, ChangeItem item, const char* type_name);
  void comment(Issue& issue);
  void log_work(Issue& issue);
  void change_part(Issue& issue);
  void create();

  Site& site_;
  World& world_;
  Rng rng_;
  std::jthread thread_;
};

}  // namespace tl::sim
