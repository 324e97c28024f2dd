// A filter as it is read and applied here, beside the vendor's verdict.
#pragma once

#include <string_view>

#include "api/json_out.h"
#include "sync/service.h"

namespace tl::api {

// "filter_here" of a connection; null without a filter.
void filter_here_member(JsonWriter& out, const sync::ConnectionStatus& status);
// "here" of a filter that somebody types.
void filter_check_member(JsonWriter& out, std::string_view jql, const sync::FilterHereCheck& check);

}  // namespace tl::api
