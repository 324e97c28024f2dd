#include "lens/change_field.h"

namespace tl::lens {
namespace {

struct Row {
  LensField dictionary;
  bool many;
};
constexpr std::array<Row, kChangeFieldCount> kRows = {{
    {LensField::kStatus, false},
    {LensField::kResolution, false},
    {LensField::kNone, false},  // flag
    {LensField::kSprint, true},
    {LensField::kNumber, false},  // points
    {LensField::kAccount, false},
    {LensField::kAccount, false},
    {LensField::kPriority, false},
    {LensField::kType, false},
    {LensField::kProject, false},
    {LensField::kIssue, false},
    {LensField::kVersion, true},
    {LensField::kVersion, true},
    {LensField::kComponent, true},
    {LensField::kLabel, true},
}};

}  // namespace

LensField dictionary_of(ChangeField field) { return kRows[static_cast<size_t>(field)].dictionary; }
bool is_many(ChangeField field) { return kRows[static_cast<size_t>(field)].many; }

bool keeps_names(ChangeField field) {
  switch (field) {
    case ChangeField::kStatus:
    case ChangeField::kResolution:
    case ChangeField::kAssignee:
    case ChangeField::kReporter:
    case ChangeField::kPriority:
    case ChangeField::kFixVersion:
      return true;
    default:
      return false;
  }
}

}  // namespace tl::lens
