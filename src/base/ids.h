// Ids: every kind of id is a type of its own, so that two kinds cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tl {

template <typename Tag>
struct Id {
  int64_t value = 0;  // 0 means none; real ids start at 1
  constexpr Id() = default;
  constexpr explicit Id(int64_t v) : value(v) {}
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

using TenantId = Id<struct TenantTag>;
using InstanceId = Id<struct InstanceTag>;  // one connected vendor site
using UserId = Id<struct UserTag>;          // a person who signs in here
using DictId = Id<struct DictTag>;          // row of the tenant's dictionary of values
using IssueId = Id<struct IssueTag>;        // Jira's numeric id; unique within its instance only

// An issue is known by instance and Jira's numeric id; keys change and collide.
struct IssueRef {
  InstanceId instance;
  IssueId issue;
  auto operator<=>(const IssueRef&) const = default;
};

}  // namespace tl

template <typename Tag>
struct std::hash<tl::Id<Tag>> {
  size_t operator()(const tl::Id<Tag>& id) const noexcept { return std::hash<int64_t>{}(id.value); }
};

template <>
struct std::hash<tl::IssueRef> {
  size_t operator()(const tl::IssueRef& ref) const noexcept {
    return std::hash<int64_t>{}(ref.issue.value * 1000003 + ref.instance.value);
  }
};
