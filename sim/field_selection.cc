#include "sim/field_selection.h"

#include "base/text.h"

namespace tl::sim {

namespace {

void set_all(FieldSelection& selection, const Flavour& flavour) {
  for (const auto& info : all_fields())
    if (field_id(info.out, flavour) != nullptr) selection.wanted.set(static_cast<size_t>(info.out));
}

void choose(FieldSelection& selection, std::string_view name, const Flavour& flavour) {
  const bool add = name[0] != '-';
  if (!add || name[0] == '+') name.remove_prefix(1);
  if (name == "*all" || name == "all" || name == "*navigable") {
    selection.wanted.reset();
    if (add) set_all(selection, flavour);
    if (name == "*navigable") {
      selection.wanted.reset(static_cast<size_t>(Out::kComment));
      selection.wanted.reset(static_cast<size_t>(Out::kWorklog));
    }
    return;
  }
  if (const auto field = field_by_id(name, flavour))
    selection.wanted.set(static_cast<size_t>(*field), add);
}

}  // namespace

FieldSelection select_fields(const std::vector<std::string>& asked, const char* otherwise,
                             const Flavour& flavour) {
  FieldSelection selection;
  bool any = false;
  for (const auto& entry : asked) {
    for (auto part : split(entry, ',')) {
      part = trim(part);
      if (part.empty()) continue;
      if (!any && part[0] == '-') set_all(selection, flavour);  // "all but"
      any = true;
      choose(selection, part, flavour);
    }
  }
  if (!any && *otherwise != '\0') choose(selection, otherwise, flavour);
  return selection;
}

}  // namespace tl::sim
