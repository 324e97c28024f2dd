#include "connectors/jira/cut_body.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/jira/description.h"
#include "connectors/jira/field_value.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

// Members that are left out wherever they stand.
constexpr std::array<std::string_view, 17> kDropped = {
    "avatarUrls", "iconUrl",      "description",    "environment",
    "body",       "renderedBody", "renderedFields", "versionedRepresentations",
    "attachment", "attachments",  "thumbnail",      "historyMetadata",
    "properties", "editmeta",     "operations",     "transitions",
    "filename"};

class Cutter {
 public:
  explicit Cutter(const CutRules& rules) : rules_(rules) {}

  std::string run(JsonElement element) {
    write(element);
    return out_.take();
  }

 private:
  void write(JsonElement element) {
    switch (element.type()) {
      case simdjson::dom::element_type::OBJECT:
        return write_object(element);
      case simdjson::dom::element_type::ARRAY:
        out_.begin_array();
        for (const JsonElement item : simdjson::dom::array(element)) write(item);
        out_.end_array();
        return;
      case simdjson::dom::element_type::STRING:
        out_.value(std::string_view(element));
        return;
      case simdjson::dom::element_type::BOOL:
        out_.value(bool(element));
        return;
      case simdjson::dom::element_type::INT64:
        out_.value(int64_t(element));
        return;
      case simdjson::dom::element_type::NULL_VALUE:
        out_.null();
        return;
      default:  // a double or an integer beyond int64
        out_.raw(simdjson::minify(element));
    }
  }

  void write_object(JsonElement object) {
    if (is_rich_text(object)) {  // where it cannot be left out: in a list, or alone
      out_.null();
      return;
    }
    const bool change = is_change(object);
    const bool kept = change && rules_.descriptions && is_change_of_description(object);
    const bool blank = change && !kept && hides_texts(object);
    out_.begin_object();
    for (const auto& [key, value] : simdjson::dom::object(object)) {
      if (kept && is_side(key)) {
        write_side(key, value);
      } else if ((blank && is_side(key)) || is_blanked(key, value)) {
        out_.key(key).null();
      } else if (rules_.descriptions && key == "fields" && value.is_object()) {
        out_.key(key);
        write_fields(value);
      } else if (!is_cut(key, value)) {
        out_.key(key);
        write(value);
      }
    }
    out_.end_object();
  }

  // The fields of an issue, of a connection that opted in to descriptions.
  void write_fields(JsonElement fields) {
    out_.begin_object();
    for (const auto& [key, value] : simdjson::dom::object(fields)) {
      if (is_description_id(key)) {
        const auto text = description_text(value);
        if (text) out_.member(key, *text);
        if (value.is_null()) out_.key(key).null();
      } else if (is_blanked(key, value)) {
        out_.key(key).null();
      } else if (!is_cut(key, value)) {
        out_.key(key);
        write(value);
      }
    }
    out_.end_object();
  }

  // An old or new description. What is no text says nothing of it.
  void write_side(std::string_view key, JsonElement value) {
    std::string_view text;
    const bool words = key.ends_with("String") && !value.get(text);
    out_.key(key);
    if (words) {
      out_.value(bounded_description(text));
    } else {
      out_.null();
    }
  }

  [[nodiscard]] bool is_rich_text_id(std::string_view id) const {
    const domain::FieldInfo* field = rules_.fields == nullptr ? nullptr : rules_.fields->find(id);
    return field != nullptr && is_rich_text_field(*field);
  }

  // Members that readers ask for by name. They are emptied and not left out: of two members of one
  // name the first one counts, and must stay the first.
  static bool is_blanked(std::string_view key, JsonElement value) {
    if (key.starts_with("customfield_") || is_dropped(key)) return false;
    return (key == "comment" && value.is_string()) || is_rich_text(value);
  }

  static bool is_dropped(std::string_view key) {
    return std::find(kDropped.begin(), kDropped.end(), key) != kDropped.end();
  }

  [[nodiscard]] bool is_cut(std::string_view key, JsonElement value) const {
    if (is_dropped(key)) return true;
    if (!key.starts_with("customfield_")) return false;
    if (is_rich_text(value)) return true;
    if (is_rich_text_id(key)) return true;
    std::string_view text;
    return !value.get(text) && looks_like_prose(text);
  }

  // An item of a change log.
  static bool is_change(JsonElement object) {
    JsonElement side;
    return !object.at_key("fromString").get(side) || !object.at_key("toString").get(side);
  }

  static bool is_side(std::string_view key) {
    return key == "from" || key == "fromString" || key == "to" || key == "toString";
  }

  [[nodiscard]] bool hides_texts(JsonElement item) const {
    for (const std::string_view key : {"fieldId", "field"}) {
      const auto field = json_text(item, key);
      if (field && (is_text_of_people(*field) || is_rich_text_id(*field))) return true;
    }
    const bool custom = json_text(item, "fieldtype") == "custom";
    for (const std::string_view key : {"fromString", "toString"}) {
      const auto text = json_text(item, key);
      if (custom && text && looks_like_prose(*text)) return true;
    }
    return false;
  }

  const CutRules rules_;
  JsonWriter out_;
};

constexpr size_t kShownName = 80;  // of an event or a key; a hostile one may be of any length

void name_issue(JsonElement delivery, connector::CutBody& out) {
  if (const auto issue = json_get(delivery, "issue")) {
    out.issue = issue_id_member(*issue, "id");
    out.issue_key = shortened(text_member(*issue, "key").value_or(""), kShownName);
  }
  if (out.issue) return;
  if (const auto worklog = json_get(delivery, "worklog")) {
    out.issue = issue_id_member(*worklog, "issueId");
  } else if (const auto comment = json_get(delivery, "comment")) {
    out.issue = issue_id_in_comment_url(json_text(*comment, "self").value_or(""));
  }
}

void name_envelope(JsonElement root, connector::CutBody& out) {
  simdjson::dom::array list;
  const bool relayed = !root.get(list);
  if (relayed && list.size() == 0) return;
  const JsonElement first = relayed ? list.at(0).value() : root;
  out.event = shortened(clean_text(json_text(first, "webhookEvent").value_or("")), kShownName);
  if (!relayed || list.size() == 1) name_issue(first, out);
}

}  // namespace

bool is_text_of_people(std::string_view field) {
  return equals_no_case(field, "description") || equals_no_case(field, "environment") ||
         equals_no_case(field, "comment");
}

bool is_change_of_description(JsonElement item) {
  const auto id = json_text(item, "fieldId");
  if (id && !id->empty()) return is_description_id(*id);
  // Old sites give the display name alone; a custom field may have any.
  return json_text(item, "fieldtype") != "custom" &&
         equals_no_case(json_text(item, "field").value_or(""), domain::kDescription);
}

std::string cut_json(JsonElement element, const CutRules& rules) {
  return Cutter(rules).run(element);
}

Result<std::string> cut_body(std::string_view body, const CutRules& rules) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  return cut_json(document.root(), rules);
}

Result<connector::CutBody> cut_delivery(std::string_view body, const CutRules& rules) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(body));
  connector::CutBody out;
  out.body = cut_json(document.root(), rules);
  name_envelope(document.root(), out);
  return out;
}

}  // namespace tl::connectors::jira
