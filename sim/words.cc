#include "sim/words.h"

#include <fmt/format.h>

namespace tl::sim {

namespace {

using Words = std::vector<const char*>;

const Words kThings{"saved baskets",    "gift cards",       "order history", "address form",
                    "tax table",        "retry queue",      "audit log",     "rate limiter",
                    "export job",       "login page",       "price rules",   "search index",
                    "nightly import",   "status page",      "mail template", "invoice layout",
                    "alarm routing",    "cache warm-up",    "feature flags", "permission check",
                    "health endpoint",  "refund flow",      "session store", "migration script",
                    "onboarding guide", "delivery options", "stock counter", "discount codes"};
const Words kVerbs{"Add",      "Extend", "Show",   "Support",   "Rework",
                   "Simplify", "Move",   "Polish", "Introduce", "Allow"};
const Words kTaskVerbs{"Upgrade", "Document", "Measure", "Clean up", "Prepare",
                       "Review",  "Automate", "Remove",  "Rename",   "Split"};
const Words kForWhom{"for returning customers", "for the support desk",
                     "on small screens",        "behind a flag",
                     "with keyboard only",      "in every language",
                     "for large accounts",      "without a page reload",
                     "in the weekly report",    "for guests",
                     "with clear error texts",  "per region"};
const Words kFailures{"shows an empty page", "times out",        "is counted twice",
                      "loses the last item", "ignores the zone", "rounds the wrong way",
                      "returns 500",         "is never retried", "forgets the filter",
                      "blocks the queue",    "leaks a handle",   "sorts by name instead of date"};
const Words kWhen{"when two people save at once", "after midnight",          "on slow networks",
                  "with more than 100 rows",      "when the name has a dot", "after a retry",
                  "for closed accounts",          "on the first of a month", "in private mode",
                  "when the token has expired"};
const Words kEpics{"Faster checkout",       "Fewer support calls",  "One sign-in for all",
                   "Ready for the sale",    "Self-service refunds", "Quiet nights on call",
                   "Accessible by default", "Cheaper hosting",      "Clear invoices",
                   "Trustworthy numbers",   "Search that finds",    "Paperless returns"};
const Words kSubtasks{"Write the migration",
                      "Add tests for",
                      "Update the handbook on",
                      "Review the design of",
                      "Wire up",
                      "Remove old code of",
                      "Translate"};
const Words kSentences{"Customers mention this in about every tenth call.",
                       "The old behaviour stays behind a flag until the end of the quarter.",
                       "We saw it twice in the last two weeks, always in the morning.",
                       "Please keep the public interface as it is.",
                       "Numbers from the dashboard support this.",
                       "The change touches two services and one table.",
                       "A follow-up will remove what is no longer needed.",
                       "It should work without a mouse as well.",
                       "The limit is 200 rows, and one above must be refused with a clear text.",
                       "Design has agreed to the second draft.",
                       "This is needed before the next release can go out.",
                       "Logs of the failing run are attached to the pull request."};
const Words kRemarks{"Looks good, one question about the limit.",
                     "I can take this after the release.",
                     "Paired on it this morning, the fix is small.",
                     "Waiting for the answer of the other team.",
                     "Tests are green, ready for another look.",
                     "Reproduced on staging with the steps above.",
                     "Moved the rest to a separate issue.",
                     "Numbers are back to normal since noon.",
                     "Could somebody check the wording?",
                     "Found the cause: the date was read in the wrong zone."};
const Words kLabels{"backend",     "frontend", "quick-win",  "tech-debt", "customer",
                    "performance", "a11y",     "regression", "security",  "flaky-test"};
const Words kOdd{" 🚀", " ✅🧪", " — naïve façade", " (漢字 test)", " 👩‍💻"};

const char* pick(Rng& rng, const Words& words) { return rng.pick(words); }

const std::string& component_of(Rng& rng, const Project& project) {
  return rng.pick(project.components).name;
}

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

std::string plain_summary(Rng& rng, const Project& project, const IssueType& type) {
  if (type.level == 1)
    return fmt::format("{}: {}", pick(rng, kEpics), lower_first(component_of(rng, project)));
  if (type.level == -1) return fmt::format("{} {}", pick(rng, kSubtasks), pick(rng, kThings));
  const std::string name = type.name;
  if (name == "Bug" || name == "Incident")
    return fmt::format("{}: {} {} {}", component_of(rng, project), pick(rng, kThings),
                       pick(rng, kFailures), pick(rng, kWhen));
  if (name == "Task")
    return fmt::format("{} {} of {}", pick(rng, kTaskVerbs), pick(rng, kThings),
                       lower_first(component_of(rng, project)));
  return fmt::format("{} {} {}", pick(rng, kVerbs), pick(rng, kThings), pick(rng, kForWhom));
}

}  // namespace

std::string make_summary(Rng& rng, const Project& project, const IssueType& type, int position) {
  std::string text = plain_summary(rng, project, type);
  if (position % 50 == 7) text += pick(rng, kOdd);
  if (position % 97 == 11) text = "עברית ו-RTL: " + text;
  if (position % 89 == 17) text += " <b>now</b> & <script>alert(1)</script>";
  if (position % 211 == 19) text = "\u200b" + text;
  return text;
}

std::string make_paragraphs(uint32_t number) {
  Rng rng(number, 5);
  std::string text;
  const int paragraphs = rng.between(1, 3);
  for (int p = 0; p < paragraphs; ++p) {
    if (p > 0) text += "\n";
    const int sentences = rng.between(1, 3);
    for (int s = 0; s < sentences; ++s) {
      if (s > 0) text += " ";
      text += pick(rng, kSentences);
    }
  }
  return text;
}

std::string make_remark(uint32_t number) {
  Rng rng(number, 6);
  std::string text = pick(rng, kRemarks);
  if (rng.chance(0.3)) text += fmt::format(" {}", pick(rng, kSentences));
  return text;
}

std::string make_sprint_goal(Rng& rng, const Project& project) {
  return fmt::format("{} and {} ready", component_of(rng, project), pick(rng, kThings));
}

const char* pick_label(Rng& rng) { return pick(rng, kLabels); }

}  // namespace tl::sim
