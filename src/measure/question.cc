#include "measure/question.h"

namespace tl::measure {

std::string_view to_text(TimeUnit unit) {
  return unit == TimeUnit::kWorking ? "working" : "calendar";
}

std::string_view to_text(StartRule rule) { return rule == StartRule::kLast ? "last" : "first"; }

}  // namespace tl::measure
