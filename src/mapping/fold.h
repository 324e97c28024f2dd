// Names as they are compared: people write "Won’t  Do", "WON'T DO" and "won't do" for one thing.
#pragma once

#include <string>
#include <string_view>

namespace tl::mapping {

// Unicode case folding of Latin, Greek and Cyrillic letters ("ß" becomes "ss"; other scripts of
// Jira's languages have no case), straight apostrophes, one blank for any run of white space
// (U+00A0 and U+3000 too), none at the ends. Bytes that are not UTF-8 stay as they are.
// Accents stay: "tâche" is not "tache". Idempotent.
[[nodiscard]] std::string fold_name(std::string_view name);

// Is `word` in `folded` with no Latin, Greek or Cyrillic letter or digit on either side? Both as
// fold_name gives. "review" is in "in review" and in "review (2nd)", not in "preview".
[[nodiscard]] bool has_word(std::string_view folded, std::string_view word);

}  // namespace tl::mapping
