// The life of one issue from its creation to now.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/rng.h"
#include "sim/world.h"

namespace tl::sim {

// The next moment from `t` on that lies in working hours (Monday to Friday, 8 to 18 UTC).
[[nodiscard]] int64_t work_time(int64_t t, Rng& rng);

class Life {
 public:
  // `sprints`: ids of the project's own sprints, oldest first. All outlive the Life.
  // `histories`: at least so many.
  Life(World& world, Issue& issue, const std::vector<int32_t>& sprints, Rng rng, int64_t now,
       int histories);

  void run();

 private:
  [[nodiscard]] const Project& project() const;
  [[nodiscard]] UserRef someone();
  bool wait(double median_hours, double sigma);  // false: that would be in the future
  void carry_over(int64_t until);
  void apply(std::vector<ChangeItem> items, UserRef author);
  void move_to(int status, UserRef author);
  void refine();
  bool plan();
  bool run_scrum();
  bool work_on_it();
  bool run_epic();
  bool run_kanban();
  bool run_team();
  bool run_desk();
  [[nodiscard]] Field points_field() const;
  void log_work();
  void remark();
  void make_noise();

  World& world_;
  Issue& issue_;
  const std::vector<int32_t>& sprints_;
  Rng rng_;
  int64_t now_;
  int64_t t_;
  int position_;
  int histories_;
  bool carried_ = true;
};

}  // namespace tl::sim
