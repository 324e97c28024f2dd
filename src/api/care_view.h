// How a connection fares, as JSON.
#pragma once

#include <vector>

#include "base/json.h"
#include "sync/service.h"

namespace tl::api {

void render_diagnosis(JsonWriter& out, const sync::Diagnosis& diagnosis);
void render_verify(JsonWriter& out, const sync::VerifyReport& report);
void render_hooks(JsonWriter& out, const sync::HookReport& report);
void render_syncs(JsonWriter& out, const std::vector<sync::SyncEntry>& entries);
void render_field_uses(JsonWriter& out, const std::vector<sync::FieldUse>& uses);
void render_writes(JsonWriter& out, const sync::WritePage& page);

}  // namespace tl::api
