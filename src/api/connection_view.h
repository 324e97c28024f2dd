// Connections as JSON.
#pragma once

#include "base/json.h"
#include "connector/check.h"
#include "connector/pull.h"
#include "sync/service.h"

namespace tl::api {

void render_connection(JsonWriter& out, const sync::ConnectionStatus& status, Instant now);
void render_progress_view(JsonWriter& out, const sync::Progress& progress, Instant now);
void render_check(JsonWriter& out, const sync::CheckOutcome& outcome);
void render_project_page(JsonWriter& out, const connector::ProjectPage& page);

}  // namespace tl::api
