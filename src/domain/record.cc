#include "domain/record.h"

#include <array>
#include <utility>

namespace tl::domain {
namespace {

constexpr std::array<std::pair<RecordKind, std::string_view>, 14> kNames = {{
    {RecordKind::kProject, "project"},
    {RecordKind::kStatus, "status"},
    {RecordKind::kIssueType, "issue_type"},
    {RecordKind::kPriority, "priority"},
    {RecordKind::kResolution, "resolution"},
    {RecordKind::kField, "field"},
    {RecordKind::kBoard, "board"},
    {RecordKind::kSprint, "sprint"},
    {RecordKind::kVersion, "version"},
    {RecordKind::kComponent, "component"},
    {RecordKind::kAccount, "account"},
    {RecordKind::kWorklog, "worklog"},
    {RecordKind::kComment, "comment"},
    {RecordKind::kRemoteLink, "remote_link"},
}};

}  // namespace

std::string_view to_text(RecordKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::optional<RecordKind> parse_record_kind(std::string_view text) {
  for (const auto& [kind, name] : kNames) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

}  // namespace tl::domain
