// What is found out about a site before it is connected, as JSON.
#pragma once

#include <vector>

#include "base/json.h"
#include "connector/check.h"
#include "connector/pull.h"
#include "sync/service.h"

namespace tl::api {

void render_site(JsonWriter& out, const sync::SiteOutcome& outcome);
void render_check(JsonWriter& out, const sync::CheckOutcome& outcome);
void render_project_page(JsonWriter& out, const connector::ProjectPage& page);
void render_key_verdicts(JsonWriter& out, const std::vector<connector::KeyVerdict>& verdicts);
// The vendor's verdict on `jql`, and how it is read here.
void render_filter_check(JsonWriter& out, const connector::FilterCheck& check, std::string_view jql,
                         const sync::FilterHereCheck& here);

}  // namespace tl::api
