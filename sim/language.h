// Names as a localized site shows them. Ids never change, names do: that is what a client must
// survive.
#pragma once

#include <string>
#include <string_view>

namespace tl::sim {

enum class Language { kEnglish, kGerman };

// The word for an English name; the name itself when nobody translated it.
[[nodiscard]] std::string translated(Language language, std::string_view english);

}  // namespace tl::sim
