#include "sim/adf.h"

#include "base/text.h"

namespace tl::sim {

namespace {

constexpr int kMaxDepth = 60;

void collect(JsonElement node, std::string& out, int depth) {
  if (depth > kMaxDepth) return;
  const auto type = json_text(node, "type").value_or("");
  if (const auto text = json_text(node, "text")) out += *text;
  if (type == "hardBreak") out += "\n";
  if (const auto attrs = json_get(node, "attrs")) {
    if (type == "mention" || type == "emoji") out += json_text(*attrs, "text").value_or("");
    if (type == "inlineCard") out += json_text(*attrs, "url").value_or("");
  }
  const auto content = json_get(node, "content");
  simdjson::dom::array children;
  if (content && content->get_array().get(children) == simdjson::SUCCESS)
    for (const auto child : children) collect(child, out, depth + 1);
  const bool block = type == "paragraph" || type == "heading" || type == "listItem" ||
                     type == "codeBlock" || type == "tableRow";
  if (block && (out.empty() || out.back() != '\n')) out += "\n";
}

}  // namespace

std::string plain_text(const std::string& stored) {
  if (stored.empty() || stored[0] != kAdfMark) return stored;
  const auto document = JsonDocument::parse(std::string_view(stored).substr(1));
  if (!document.ok()) return {};
  std::string out;
  collect(document->root(), out, 0);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::string rich_json(const std::string& stored, int api) {
  if (stored.empty()) return "null";
  if (api == 2) return json_quote(plain_text(stored));
  if (stored[0] == kAdfMark) return stored.substr(1);
  JsonWriter w;
  w.begin_object().member("type", "doc").member("version", 1).key("content").begin_array();
  for (const auto line : split(stored, '\n')) {
    w.begin_object().member("type", "paragraph").key("content").begin_array();
    if (!line.empty()) w.begin_object().member("type", "text").member("text", line).end_object();
    w.end_array().end_object();
  }
  return w.end_array().end_object().take();
}

bool read_rich(JsonElement value, int api, std::string& stored) {
  stored.clear();
  if (value.is_null()) return true;
  if (api == 2) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return false;
    stored = std::string(text);
    return true;
  }
  simdjson::dom::array content;
  const auto inner = json_get(value, "content");
  if (json_text(value, "type").value_or("") != "doc" || json_int(value, "version") != 1 || !inner ||
      inner->get_array().get(content) != simdjson::SUCCESS)
    return false;
  if (content.size() == 0) return true;
  stored = kAdfMark + simdjson::minify(value);
  return true;
}

}  // namespace tl::sim
