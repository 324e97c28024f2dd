// For tests of numbers: a tenant with sixty issues that took every way an issue can take, in two
// projects, with sprints, points, flags, links and work logged.
#pragma once

#include "api/world_for_test.h"

namespace tl::api {

class NumbersWorld : public World {
 public:
  NumbersWorld();

  // An answer that must be 200.
  Answer ask(const std::string& target);
  // The whole number at a pointer of an answer.
  static int64_t count(Answer& answer, const std::string& pointer);
  // `total` of the items of a metric; -1 with a failed expectation.
  int64_t items(const std::string& metric, const std::string& mark = "");
  // PUT with If-Match; the status.
  int put(const std::string& target, const std::string& version, const std::string& body);

  std::string cookie;
  std::string connection;  // its public id
  std::string sprint;      // CONNECTION:ID of the closed one
  InstanceId instance;

 private:
  void add_nouns();
  void add_way(int number);
};

}  // namespace tl::api
