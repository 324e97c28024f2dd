// What numbers are computed from, pinned for one answer.
#pragma once

#include "lens/version.h"
#include "measure/calendar.h"
#include "measure/stage_map.h"

namespace tl::measure {

// References: all must outlive the call.
struct Facts {
  const lens::LensVersion& version;
  const StageMap& stages;
  const Calendar& calendar;
};

}  // namespace tl::measure
