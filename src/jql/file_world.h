// What the readers of a file share: an instance while it is read, and then what its catalogue says.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/field_catalogue.h"
#include "jql/catalogue.h"
#include "jql/file_issue.h"

namespace tl::jql {

struct FileGroup {
  std::string_view name;
  std::vector<std::string_view> members;
};

struct FileFilter {
  std::string_view id, name, jql;
};

// All views are into the pool.
struct FileWorld {
  InstanceId instance;
  bool cloud = true;
  double hours_per_day = 8;
  double days_per_week = 5;
  std::shared_ptr<TextPool> pool = std::make_shared<TextPool>();
  std::map<Noun, std::vector<Named>> nouns;
  std::map<std::pair<Noun, std::string_view>, size_t> known;       // by id, into `nouns`
  std::map<std::string, std::vector<Named>, std::less<>> options;  // by field
  std::vector<FileGroup> groups;
  std::vector<FileFilter> filters;
  domain::FieldCatalogue fields;
  std::map<std::string, ValueKind, std::less<>> kinds;  // of custom fields
  std::map<std::string, unsigned, std::less<>> shapes;  // bits of FileShape that were seen of them
  std::set<FieldId> present;                            // fields that some issue names
  std::set<std::string_view> former;                    // names that add_former has seen
  std::unordered_set<std::string_view> issues;          // keys and ids

  // Adds what is not known yet by its id, or by its name where it has none. Texts are kept.
  void add(Noun noun, Named named);
  // A name that a history wrote, unless it is the present one.
  void add_former(Noun noun, std::string_view id, std::string_view name);
};

// What values of a custom field look like, where no type is told.
enum FileShape : unsigned {
  kShapeNumber = 1,
  kShapeDay = 2,
  kShapeInstant = 4,
  kShapeText = 8,
  kShapeName = 16,
  kShapeIssue = 32,
};

// A person's id as the file's histories write it: the account id, on Data Center the key.
[[nodiscard]] std::string person_id(JsonElement person);
[[nodiscard]] Named person_named(JsonElement person);
// A text or number as text; "" for anything else.
[[nodiscard]] std::string text_of_json(JsonElement object, std::string_view key);

[[nodiscard]] std::optional<double> number_of_json(JsonElement value);  // or of a text
// A text, or the words of a rich text (Atlassian's document format), blocks on lines of their own.
[[nodiscard]] std::string document_text(JsonElement value);
// Adds the person to the world.
[[nodiscard]] Value person_value(JsonElement person, FileWorld& world);

// All of the instance but its issues.
[[nodiscard]] Result<void> read_catalogue_member(std::string_view member, JsonElement value,
                                                 FileWorld& world);
// One issue. `place` for messages.
[[nodiscard]] Result<std::unique_ptr<FileIssue>> read_file_issue(JsonElement issue,
                                                                 const std::string& place,
                                                                 FileWorld& world);
void read_custom_field(std::string_view field, JsonElement value, FileWorld& world,
                       FileIssueFacts& facts);
void read_properties(JsonElement properties, FileWorld& world, FileIssueFacts& facts);
// The changelog of an issue into its steps and acts.
void read_file_history(JsonElement issue, FileWorld& world, FileIssueFacts& facts);
// What needs all issues: kinds of fields, ids that are not unique, epics.
void finish_world(FileWorld& world, std::vector<std::unique_ptr<IssueView>>& issues);

[[nodiscard]] std::unique_ptr<Catalogue> make_file_catalogue(
    std::shared_ptr<const FileWorld> world);

}  // namespace tl::jql
