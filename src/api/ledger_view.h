// The ledger as JSON.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/json.h"
#include "sync/service.h"

namespace tl::api {

void render_ledger_report(JsonWriter& out, const sync::LedgerReport& report);  // without rows
void render_connection_ledger(JsonWriter& out, const sync::ConnectionLedger& ledger);

// `connections`: public ids, for the rows of the page.
void render_differences(JsonWriter& out, const sync::DifferencePage& page,
                        const std::map<InstanceId, std::string>& connections,
                        std::string_view next_cursor);

// That of one connection in a report; nullptr when it has none.
[[nodiscard]] const sync::ConnectionLedger* ledger_of(const sync::LedgerReport& report,
                                                      InstanceId instance);

}  // namespace tl::api
