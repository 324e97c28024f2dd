// Descriptions as text, what is cut for whom, and how much of them.
#include "connectors/jira/description.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/facts_for_test.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/webhook.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

std::string text_of(std::string_view json) {
  const auto document = JsonDocument::parse(json);
  EXPECT_TRUE(document.ok()) << json;
  return description_text(document->root()).value_or("(nothing)");
}

std::string doc(std::string_view content) {
  return R"({"type":"doc","version":1,"content":[)" + std::string(content) + "]}";
}

std::string words(std::string_view text) {
  return R"({"type":"text","text":")" + std::string(text) + R"("})";
}

std::string node(std::string_view type, std::string_view content, std::string_view attrs = "") {
  std::string out = R"({"type":")" + std::string(type) + '"';
  if (!attrs.empty()) out += R"(,"attrs":)" + std::string(attrs);
  return out + R"(,"content":[)" + std::string(content) + "]}";
}

struct AdfCase {
  const char* name;
  std::string content;
  const char* text;
};

TEST(DescriptionText, EveryKindOfNode) {
  const std::string item = node("listItem", node("paragraph", words("one")));
  const std::string nested =
      node("listItem", node("paragraph", words("two")) + "," +
                           node("bulletList", node("listItem", node("paragraph", words("in")))));
  const std::vector<AdfCase> cases = {
      {"paragraphs", node("paragraph", words("a")) + "," + node("heading", words("b")), "a\nb"},
      {"hard break", node("paragraph", words("a") + R"(,{"type":"hardBreak"},)" + words("b")),
       "a\nb"},
      {"bullets", node("bulletList", item + "," + nested), "- one\n- two\n  - in"},
      {"numbers", node("orderedList", item + "," + item, R"({"order":3})"), "3. one\n4. one"},
      {"code", node("codeBlock", words("x\\n  y")), "x\n  y"},
      {"quote", node("blockquote", node("paragraph", words("a\\nb"))), "> a\n> b"},
      {"tasks",
       node("taskList", node("taskItem", words("a"), R"({"state":"DONE"})") + "," +
                            node("taskItem", words("b"), R"({"state":"OPEN"})")),
       "[x] a\n[ ] b"},
      {"table",
       node("table", node("tableRow", node("tableHeader", node("paragraph", words("a"))) + "," +
                                          node("tableCell", node("paragraph", words("b"))))),
       "a | b"},
      {"panel and expand",
       node("panel", node("paragraph", words("a"))) + "," +
           node("expand", node("paragraph", words("b")), R"({"title":"more"})"),
       "a\nmore\nb"},
      {"rule", node("paragraph", words("a")) + R"(,{"type":"rule"})", "a\n---"},
      {"link",
       node("paragraph",
            R"({"type":"text","text":"here","marks":[{"type":"strong"},{"type":"link",)"
            R"("attrs":{"href":"https://a.example/"}}]})"),
       "here (https://a.example/)"},
      {"a bare link",
       node("paragraph", R"({"type":"text","text":"https://a.example/","marks":[{"type":"link",)"
                         R"("attrs":{"href":"https://a.example/"}}]})"),
       "https://a.example/"},
      {"mention, emoji, status, date, card",
       node("paragraph",
            R"({"type":"mention","attrs":{"id":"1","text":"@Ada"}},)" + words(" ") + "," +
                R"({"type":"emoji","attrs":{"shortName":":ok:"}},)" + words(" ") + "," +
                R"({"type":"status","attrs":{"text":"DONE"}},)" + words(" ") + "," +
                R"({"type":"date","attrs":{"timestamp":"1772323200000"}},)" + words(" ") + "," +
                R"({"type":"inlineCard","attrs":{"url":"https://b.example/"}})"),
       "@Ada :ok: DONE 2026-03-01 https://b.example/"},
      {"files are left out",
       node("mediaSingle", R"({"type":"media","attrs":{"id":"f","alt":"secret.png"}})") + "," +
           node("paragraph", words("a")),
       "a"},
      {"unknown nodes give their text",
       node("newThing", node("paragraph", words("a"))) + R"(,{"type":"newerThing"})", "a"},
      {"text where a block belongs", words("a"), "a"},
      {"nothing", "", ""},
  };
  for (const AdfCase& one : cases) EXPECT_EQ(text_of(doc(one.content)), one.text) << one.name;
}

TEST(DescriptionText, WikiMarkupStaysAsItIs) {
  EXPECT_EQ(text_of(R"("h1. Title\n* a\n{code}x{code}")"), "h1. Title\n* a\n{code}x{code}");
  EXPECT_EQ(text_of(R"("")"), "");
}

TEST(DescriptionText, OtherJsonIsNone) {
  for (const char* json : {"null", "7", "[]", "{}", R"({"type":"doc"})", "true"}) {
    EXPECT_EQ(text_of(json), "(nothing)") << json;
  }
}

TEST(DescriptionText, AtTheLimitItStaysAboveItIsCutAndMarked) {
  const std::string most(domain::kMaxDescription, 'a');
  EXPECT_EQ(bounded_description(most), most);
  const std::string cut = bounded_description(most + "b");
  EXPECT_LE(cut.size(), domain::kMaxDescription);
  EXPECT_TRUE(cut.ends_with(kCutMark));
  EXPECT_EQ(bounded_description(cut), cut);
  std::string umlauts;
  while (umlauts.size() <= domain::kMaxDescription) umlauts += "ä";
  EXPECT_EQ(storable_text(bounded_description(umlauts)), bounded_description(umlauts));
}

TEST(DescriptionText, HugeAndDeepDocumentsAreBounded) {
  std::string many;
  for (int i = 0; i < 5000; ++i)
    many += (i > 0 ? "," : "") + node("paragraph", words("1234567890"));
  const std::string text = text_of(doc(many));
  EXPECT_LE(text.size(), domain::kMaxDescription);
  EXPECT_TRUE(text.ends_with(kCutMark));
  std::string deep = node("paragraph", words("down here"));
  for (int i = 0; i < 110; ++i) deep = node("blockquote", deep);
  EXPECT_EQ(text_of(doc(node("paragraph", words("a")) + "," + deep)), "a");
}

// --- cutting ---

constexpr std::string_view kDelivery =
    R"({"webhookEvent":"jira:issue_updated","timestamp":1772712000000,"user":{"accountId":"a"},)"
    R"("issue":{"id":"5","key":"AB-5","fields":{"summary":"s",)"
    R"("updated":"2026-03-05T12:00:00.000Z",)"
    R"("description":"PLANTED wiki","environment":"SECRET","issuetype":{"id":"1","name":"Bug",)"
    R"("description":"SECRET type"},)"
    R"("project":{"id":"7","key":"AB","description":"SECRET project"},)"
    R"("attachment":[{"filename":"SECRET.png"}],"comment":{"total":1,"comments":[{"id":"8",)"
    R"("body":"SECRET comment"}]}}},"comment":{"id":"8","body":"SECRET comment"},)"
    R"("changelog":{"id":"77","items":[{"field":"description","fieldId":"description",)"
    R"("fieldtype":"jira","from":"SECRET","fromString":"PLANTED old","to":null,)"
    R"("toString":"PLANTED wiki"},{"field":"Description","fieldId":"customfield_9",)"
    R"("fieldtype":"custom","fromString":"SECRET","toString":"SECRET"},)"
    R"({"field":"environment","fieldId":"environment","fromString":"SECRET",)"
    R"("toString":"SECRET"}]}})";

bool has(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

TEST(CutDescriptions, OptedOutNothingOfThemStays) {
  const auto cut = cut_body(kDelivery);
  ASSERT_TRUE(cut.ok());
  EXPECT_FALSE(has(*cut, "PLANTED") || has(*cut, "SECRET")) << *cut;
}

TEST(CutDescriptions, OptedInOnlyThoseOfTheIssueStay) {
  const CutRules rules{nullptr, true};
  const auto cut = cut_body(kDelivery, rules);
  ASSERT_TRUE(cut.ok());
  EXPECT_TRUE(has(*cut, R"("description":"PLANTED wiki")")) << *cut;
  EXPECT_TRUE(has(*cut, R"("fromString":"PLANTED old")")) << *cut;
  EXPECT_FALSE(has(*cut, "SECRET")) << *cut;
  EXPECT_EQ(*cut_body(*cut, rules), *cut);
  const auto back = cut_body(*cut);
  EXPECT_FALSE(has(*back, "PLANTED")) << "cut again after the choice was taken back";
}

TEST(CutDescriptions, DocumentsBecomeBoundedText) {
  const std::string body = R"({"issue":{"fields":{"description":)" +
                           doc(node("paragraph", words(std::string(100'000, 'x')))) + "}}}";
  const auto cut = cut_body(body, {nullptr, true});
  ASSERT_TRUE(cut.ok());
  EXPECT_LT(cut->size(), domain::kMaxDescription + 200);
  EXPECT_FALSE(has(*cut, "paragraph"));
}

// --- facts ---

connector::Normalised delivered(bool descriptions) {
  return normalise_delivery(kDelivery, {nullptr, Instant(), descriptions});
}

TEST(ReadDescriptions, OfADelivery) {
  const auto out = delivered(false);
  ASSERT_EQ(out.changes.issues.size(), 1u);
  EXPECT_FALSE(out.changes.issues[0].attributes.contains(domain::kDescription));
  EXPECT_EQ(out.changes.histories[0].items[0].to_text, std::nullopt);
  const auto in = delivered(true);
  EXPECT_EQ(domain::text_of(in.changes.issues[0].attributes, domain::kDescription), "PLANTED wiki");
  const domain::HistoryItem& item = in.changes.histories[0].items[0];
  EXPECT_EQ(item.from_text, "PLANTED old");
  EXPECT_EQ(item.to_text, "PLANTED wiki");
  EXPECT_EQ(item.from_id, std::nullopt);
  EXPECT_EQ(in.changes.histories[0].items[1].to_text, std::nullopt) << "of a custom field";
  // The same history either way, so that the one fills the other.
  EXPECT_EQ(in.changes.histories[0].version.hash, out.changes.histories[0].version.hash);
}

domain::Attributes read_rest_issue(std::string_view description, bool wanted) {
  const std::string json = R"({"id":"5","key":"AB-5","fields":{"updated":)"
                           R"("2026-03-05T12:00:00.000Z","description":)" +
                           std::string(description) + "}}";
  const auto document = JsonDocument::parse(json);
  Facts facts(nullptr, domain::SourceRank::kRest, Instant(1), wanted);
  read_issue(document->root(), {}, facts);
  return facts.changes.issues.at(0).attributes;
}

TEST(ReadDescriptions, OfARestAnswer) {
  const std::string adf = doc(node("paragraph", words("hello")));
  EXPECT_EQ(domain::text_of(read_rest_issue(adf, true), "description"), "hello");
  EXPECT_EQ(domain::text_of(read_rest_issue(R"("h1. hello")", true), "description"), "h1. hello");
  EXPECT_FALSE(read_rest_issue(adf, false).contains("description"));
  // Emptied: said as such, so that the former text goes.
  for (const char* empty : {"null", R"("")", R"({"type":"doc","version":1,"content":[]})"}) {
    const auto attributes = read_rest_issue(empty, true);
    ASSERT_TRUE(attributes.contains("description")) << empty;
    EXPECT_EQ(*domain::find_value(attributes, "description"), domain::Value(std::monostate{}));
  }
}

TEST(ReadDescriptions, RefusedItemsHoldNone) {
  const auto document = JsonDocument::parse(R"({"fields":{"description":"PLANTED"}})");
  Facts facts(nullptr, domain::SourceRank::kRest, Instant(1), true);
  read_issue(document->root(), {}, facts);
  ASSERT_EQ(facts.refused.size(), 1u);
  EXPECT_FALSE(has(facts.refused[0].text, "PLANTED"));
}

}  // namespace
}  // namespace tl::connectors::jira
