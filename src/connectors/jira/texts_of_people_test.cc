// No text of people reaches a disk: every recorded payload, with marks planted wherever people
// write, must lose all of them on its way into the inbox and into the facts.
#include <gtest/gtest.h>

#include "connectors/jira/cut_body.h"
#include "connectors/jira/peer_rows_for_test.h"
#include "connectors/jira/saved.h"
#include "connectors/jira/webhook.h"

namespace tl::connectors::jira {
namespace {

constexpr std::string_view kMark = "PLANTEDMARK";
constexpr std::string_view kProse = "PLANTEDMARK first line\nsecond line";

// A copy of a payload with marks in it.
class Planter {
 public:
  std::string plant(JsonElement element) {
    write(element);
    return out_.take();
  }
  [[nodiscard]] int planted() const { return planted_; }

 private:
  void write(JsonElement element) {
    simdjson::dom::array list;
    if (!element.get(list)) {
      out_.begin_array();
      for (const JsonElement item : list) write(item);
      out_.end_array();
    } else if (element.is_object()) {
      write_object(element);
    } else {
      out_.raw(simdjson::minify(element));
    }
  }

  void write_object(JsonElement object) {
    const bool change = is_change_of_text(object);
    out_.begin_object();
    for (const auto& [key, value] : simdjson::dom::object(object)) {
      out_.key(key);
      if (change && (key == "from" || key == "to" || key == "fromString" || key == "toString")) {
        mark();
      } else if (key == "names" || key == "schema") {  // of fields, no texts of people
        out_.raw(simdjson::minify(value));
      } else if (is_text(key, value)) {
        mark();
      } else {
        write(value);
      }
    }
    add_texts(object);
    out_.end_object();
  }

  void mark(std::string_view text = kMark) {
    out_.value(text);
    ++planted_;
  }

  static bool is_change_of_text(JsonElement object) {
    for (const std::string_view key : {"field", "fieldId"}) {
      const auto field = json_text(object, key);
      if (field && is_text_of_people(*field)) return true;
    }
    return false;
  }

  // A text that people wrote, of a payload as it is.
  static bool is_text(std::string_view key, JsonElement value) {
    if (!value.is_string()) return false;
    for (const std::string_view known :
         {"description", "environment", "body", "comment", "text", "renderedBody", "filename"}) {
      if (key == known) return true;
    }
    return false;
  }

  // What the payload could have had, too.
  void add_texts(JsonElement object) {
    if (json_get(object, "fields")) {
      out_.key("renderedFields").begin_object().key("description");
      mark();
      out_.key("comment").begin_object().key("comments").begin_array().begin_object().key("body");
      mark();
      out_.end_object().end_array().end_object().end_object();
    }
    if (json_get(object, "issuetype") && json_get(object, "summary")) add_fields();
    if (json_get(object, "author")) {
      out_.key("body");
      mark();
      out_.key("renderedBody");
      mark();
    }
  }

  void add_fields() {
    for (const char* name : {"description", "environment", "customfield_99997"}) {
      out_.key(name);
      name[0] == 'c' ? mark(kProse) : mark();
    }
    out_.key("customfield_99998");
    add_document();
    out_.key("customfield_99999");  // known as rich text by the catalogue alone
    out_.value("PLANTEDSHORT");
    out_.key("attachment").begin_array().begin_object().key("filename");
    mark();
    out_.end_object().end_array();
  }

  void add_document() {
    out_.begin_object().member("type", "doc").member("version", 1).key("content").begin_array();
    out_.begin_object().member("type", "text").key("text");
    mark();
    out_.end_object().end_array().end_object();
  }

  JsonWriter out_;
  int planted_ = 0;
};

domain::FieldCatalogue rich_text_field() {
  domain::FieldCatalogue fields;
  fields.add({"customfield_99999", "Notes", "string", "",
              "com.atlassian.jira.plugin.system.customfieldtypes:textarea"});
  return fields;
}

std::string facts_text(const domain::ChangeSet& changes,
                       const std::vector<domain::Refused>& refused) {
  std::string all;
  emit_changes(changes, [&](std::string_view line) { all += line; });
  for (const auto& item : refused) all += item.id + item.reason + item.text;
  return all;
}

bool holds_mark(std::string_view text) { return text.find("PLANTED") != std::string_view::npos; }

// Of one payload: how many marks were planted. Every one must go.
int check_payload(const std::string& text, const std::string& name) {
  const auto document = JsonDocument::parse(text);
  if (!document.ok()) return 0;
  Planter planter;
  const std::string marked = planter.plant(document->root());
  const domain::FieldCatalogue fields = rich_text_field();
  const auto cut = cut_body(marked, {&fields});
  EXPECT_TRUE(cut.ok()) << name;
  if (!cut.ok()) return 0;
  EXPECT_FALSE(holds_mark(*cut)) << name << ": " << cut->substr(0, 400);
  for (const std::string_view kind : inspect_kinds()) {
    std::string lines = print(kind, marked, "").lines;
    // Without the catalogue a short line cannot be told from a text field.
    for (size_t at; (at = lines.find("PLANTEDSHORT")) != std::string::npos;) lines.erase(at, 12);
    EXPECT_FALSE(holds_mark(lines)) << name << " as " << kind;
  }
  const auto delivered = normalise_delivery(marked, {&fields, Instant()});
  EXPECT_FALSE(holds_mark(facts_text(delivered.changes, delivered.refused))) << name;
  SavedContext context;
  context.fields = &fields;
  const auto saved = read_saved(marked, context);
  if (saved.ok()) {
    EXPECT_FALSE(holds_mark(facts_text(saved->changes, saved->refused))) << name;
  }
  return planter.planted();
}

TEST(TextsOfPeople, NoneSurvivesOfAnyRecordedPayload) {
  SKIP_WITHOUT_FIXTURES();
  int planted = 0;
  int payloads = 0;
  for (const char* folder :
       {"faros-airbyte-connectors", "go-atlassian", "go-jira", "jira-cli", "jira-rest-java-client",
        "jira-ruby", "jira-to-matrix", "jirametrics", "tidev-jira-archive", "zulip/jira"}) {
    for (const auto& file : files_of(shared_fixtures() / folder, ".json")) {
      planted += check_payload(read_file(file), file);
      ++payloads;
    }
  }
  EXPECT_GT(payloads, 230);
  EXPECT_GT(planted, 3000);
}

TEST(TextsOfPeople, NoneSurvivesOfThePeersRows) {
  SKIP_WITHOUT_FIXTURES();
  int planted = 0;
  for (const auto& file : files_of(peer_folder(), ".csv")) {
    if (!file.stem().string().starts_with("_raw_jira_api_issue")) continue;
    for (const Row& row : read_csv(file)) planted += check_payload(row.at("data"), file.stem());
  }
  EXPECT_GT(planted, 100);
}

TEST(TextsOfPeople, NoneSurvivesOfOurOwnPayloads) {
  const auto folder = std::filesystem::path(TL_SOURCE_DIR) / "src/connectors/jira/testdata";
  int planted = 0;
  for (const auto& file : files_of(folder, ".json")) {
    planted += check_payload(read_file(file), file.stem());
  }
  EXPECT_GT(planted, 50);
}

// The test itself can fail: uncut, the marks are there.
TEST(TextsOfPeople, ThePlanterPlants) {
  const auto document = JsonDocument::parse(
      R"({"issue":{"id":"1","fields":{"summary":"s","issuetype":{}}},"comment":"x"})");
  Planter planter;
  EXPECT_TRUE(holds_mark(planter.plant(document->root())));
  EXPECT_GE(planter.planted(), 8);
}

}  // namespace
}  // namespace tl::connectors::jira
