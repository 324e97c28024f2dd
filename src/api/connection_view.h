// Connections as JSON.
#pragma once

#include "base/json.h"
#include "sync/service.h"

namespace tl::api {

void render_connection(JsonWriter& out, const sync::ConnectionStatus& status, Instant now);
void render_preview(JsonWriter& out, const sync::ChangePreview& preview);
void render_progress_view(JsonWriter& out, const sync::Progress& progress, Instant now);

}  // namespace tl::api
