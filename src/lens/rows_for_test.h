// For tests: rows as texts with values instead of codes, equal whatever the history of a
// dictionary.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>

#include "lens/version.h"

namespace tl::lens::test {

inline std::string value_text(const LensVersion& version, LensField field, Code code) {
  if (code == kNoCode) return "-";
  const DictionaryEntry& entry = version.dictionary().at(field, code);
  return fmt::format("{}/{}/{}/{}", entry.instance.value, entry.id, entry.name, entry.key);
}

inline std::string changes_text(const LensVersion& version, const IssueRow& row) {
  std::string out;
  for (size_t i = 0; i < kChangeFieldCount; ++i) {
    const auto field = static_cast<ChangeField>(i);
    const LensField values = dictionary_of(field);
    const auto side = [&](Code code) {
      return values == LensField::kNone ? std::to_string(code) : value_text(version, values, code);
    };
    const auto written = [&](uint32_t index, bool to, Code code) {
      if (!keeps_names(field) || code == kNoCode) return std::string();
      Code name = kNoCode;
      for (const Written& one : row.written) {
        if (one.field == field && one.change == index && one.to == to) name = one.name;
      }
      return fmt::format("'{}'", written_name(version.dictionary(), values, code, name));
    };
    uint32_t index = 0;
    for (const Change& change : row.changes[field]) {
      out += fmt::format("\n  change {} {} {}{} -> {}{} by {}", i, change.at, side(change.from),
                         written(index, false, change.from), side(change.to),
                         written(index, true, change.to),
                         value_text(version, LensField::kAccount, change.actor));
      ++index;
    }
  }
  return out;
}

inline std::string lists_text(const LensVersion& version, const IssueRow& row) {
  std::string out;
  for (const Member& member : row.members)
    out += fmt::format("\n  member {} {}", static_cast<int>(member.field),
                       value_text(version, dictionary_of(member.field), member.code));
  for (const Link& link : row.links)
    out += fmt::format("\n  link {} {} {} {}", value_text(version, LensField::kLinkType, link.type),
                       link.other.value, link.since, link.until);
  for (const Worklog& worklog : row.worklogs)
    out += fmt::format("\n  worklog {} {} {}", worklog.started, worklog.seconds,
                       value_text(version, LensField::kAccount, worklog.author));
  for (const ExtraValue& value : row.values) {
    const DictionaryEntry& field = version.dictionary().at(LensField::kField, value.field);
    const auto code = static_cast<Code>(value.value);
    const std::string what =
        field.kind == ValueKind::kOption ? value_text(version, LensField::kOption, code)
        : field.kind == ValueKind::kNone ? value_text(version, LensField::kIssue, code)
                                         : std::to_string(value.value);
    out += fmt::format("\n  value {} {} {}", field.id, static_cast<int>(field.kind), what);
  }
  return out;
}

inline std::string describe_row(const LensVersion& version, const IssueRow& row) {
  const auto value = [&](LensField field, Code code) { return value_text(version, field, code); };
  return fmt::format(
             "{}:{} {} '{}' p={} t={} s={} pr={} r={} a={} re={} c={} sec={} pt={} {} {} {} {} "
             "due={} "
             "com={} parent={} f={}",
             row.ref.instance.value, row.ref.issue.value, row.key, row.summary,
             value(LensField::kProject, row.project), value(LensField::kType, row.type),
             value(LensField::kStatus, row.status), value(LensField::kPriority, row.priority),
             value(LensField::kResolution, row.resolution),
             value(LensField::kAccount, row.assignee), value(LensField::kAccount, row.reporter),
             value(LensField::kAccount, row.creator), value(LensField::kSecurity, row.security),
             value(LensField::kNumber, row.points), row.created, row.updated, row.resolved,
             row.deleted_at, row.due, row.comments, row.parent.value, row.flags) +
         changes_text(version, row) + lists_text(version, row);
}

// All live rows by their ids. An issue that is live twice gives "twice".
inline std::map<IssueRef, std::string> describe_rows(const LensVersion& version) {
  std::map<IssueRef, std::string> all;
  for (const Part& part : version.parts()) {
    for (uint32_t row = 0; row < part.chunk->rows(); ++row) {
      if (!part.live(row)) continue;
      const IssueRow issue = part.chunk->row(row);
      const auto [place, is_new] = all.emplace(issue.ref, describe_row(version, issue));
      if (!is_new) place->second = "twice";
    }
  }
  return all;
}

}  // namespace tl::lens::test
