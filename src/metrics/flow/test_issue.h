// For the tests of this room: measure/delivered_for_test.h and questions to ask of it.
#pragma once

#include "measure/delivered_for_test.h"
#include "metrics/flow/cycle_time.h"

namespace tl::metrics::flow::test {

using namespace measure::delivered;  // NOLINT: one vocabulary over two rooms

inline CycleTimeQuery everything() {
  CycleTimeQuery query;
  query.from = Instant(0);
  query.to = Instant(2'840'140'800'000);   // 2060
  query.now = Instant(1'798'761'600'000);  // 2027
  query.period = PeriodLength::kMonth;
  return query;
}

inline CycleTimeAnswer ask(const TestFacts& facts, const CycleTimeQuery& query) {
  return decide_cycle_time(facts.facts(), query).value();
}

inline CycleTimeAnswer ask(const lens::VersionPtr& version, const CycleTimeQuery& query) {
  return ask(TestFacts(version), query);
}

// With what people have set for the one instance.
inline CycleTimeAnswer ask(const lens::VersionPtr& version, const Mapping& mapping,
                           const CycleTimeQuery& query) {
  return ask(TestFacts(version, {{kInstance, mapping}}), query);
}

}  // namespace tl::metrics::flow::test
