// Stages, zones and categories as the numbers of this room use them. They are decided in mapping/.
#pragma once

#include "mapping/stage_map.h"

namespace tl::measure {

using mapping::Category;
using mapping::decide_cancels;
using mapping::decide_default_stage;
using mapping::is_started;
using mapping::Mapping;
using mapping::Mappings;
using mapping::parse_stage;
using mapping::Stage;
using mapping::StageMap;
using mapping::to_text;
using mapping::TypeRules;
using mapping::Zone;

}  // namespace tl::measure
