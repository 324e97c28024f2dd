// A lens as the connectors would fill it: catalogue and issues, without histories.
#pragma once

#include <string>

#include "lens/lens_builder.h"

namespace tl::mapping::test {

inline const InstanceId kHere{1};
inline const InstanceId kElsewhere{2};

class LensMaker {
 public:
  LensMaker& project(const std::string& id, const std::string& key) {
    domain::Record made = record(domain::RecordKind::kProject, id, key + " project");
    set_attribute(made.attributes, "key", key, {});
    return add(made);
  }
  // `category` "none": in no catalogue.
  LensMaker& status(const std::string& id, const std::string& name, const std::string& category,
                    const std::string& project = "") {
    domain::Record made = record(domain::RecordKind::kStatus, id, name);
    set_attribute(made.attributes, "category", domain::Ref{category, category}, {});
    return add(scoped(std::move(made), project));
  }
  LensMaker& type(const std::string& id, const std::string& name, const std::string& project = "") {
    return add(scoped(record(domain::RecordKind::kIssueType, id, name), project));
  }
  LensMaker& resolution(const std::string& id, const std::string& name) {
    return add(record(domain::RecordKind::kResolution, id, name));
  }
  LensMaker& issue(int64_t id, const std::string& project, const std::string& type,
                   const std::string& status, bool deleted = false) {
    lens::SourceIssue made;
    made.instance = at_;
    made.issue.id = IssueId(id);
    auto& to = made.issue.attributes;
    set_attribute(to, "key", "T-" + std::to_string(id), {});
    set_attribute(to, "project", domain::Ref{project, ""}, {});
    set_attribute(to, "issuetype", domain::Ref{type, ""}, {});
    set_attribute(to, "status", domain::Ref{status, ""}, {});
    set_attribute(to, "updated", Instant(id * 1000), {});
    if (deleted) set_attribute(to, domain::kDeleted, true, {});
    builder_.add(made);
    return *this;
  }
  LensMaker& at(InstanceId instance) {
    at_ = instance;
    return *this;
  }
  [[nodiscard]] lens::VersionPtr make() { return builder_.finish(1, Instant(0)); }

 private:
  static domain::Record record(domain::RecordKind kind, const std::string& id,
                               const std::string& name) {
    domain::Record made;
    made.kind = kind;
    made.id = id;
    set_attribute(made.attributes, "name", name, {});
    return made;
  }
  static domain::Record scoped(domain::Record made, const std::string& project) {
    if (!project.empty()) set_attribute(made.attributes, "project", domain::Ref{project, ""}, {});
    return made;
  }
  LensMaker& add(const domain::Record& made) {
    builder_.add_record(at_, made);
    return *this;
  }

  lens::LensBuilder builder_;
  InstanceId at_ = kHere;
};

}  // namespace tl::mapping::test
