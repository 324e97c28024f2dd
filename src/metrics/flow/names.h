// What measure/ names, as the numbers of this room use it.
#pragma once

#include "measure/about.h"
#include "measure/duration.h"
#include "measure/ended.h"
#include "measure/flow_columns.h"
#include "measure/in_progress.h"
#include "measure/item.h"
#include "measure/mark.h"
#include "measure/percentiles.h"
#include "measure/periods.h"
#include "measure/question.h"
#include "measure/scope.h"
#include "measure/stays.h"
#include "measure/stopwatch.h"

namespace tl::metrics::flow {
using namespace measure;  // NOLINT: one vocabulary over two rooms
}  // namespace tl::metrics::flow
