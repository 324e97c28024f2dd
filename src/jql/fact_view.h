// An issue in hand: stored or just merged facts, with its history.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "domain/field_catalogue.h"
#include "domain/history.h"
#include "domain/issue.h"
#include "domain/record.h"
#include "jql/issue_view.h"

namespace tl::jql {

struct IssueFacts {
  InstanceId instance;
  const domain::Issue& issue;
  std::span<const domain::History> histories;  // in any order, doubles included
  // Complete: kHistoryTotal is known and as many are here. Else questions of the past stay open.
  bool histories_complete = true;
  std::span<const domain::Record> worklogs = {};
  bool worklogs_known = false;
  const domain::FieldCatalogue& fields;
};

// Everything in `facts` must outlive the view.
[[nodiscard]] std::unique_ptr<IssueView> make_fact_view(const IssueFacts& facts);

}  // namespace tl::jql
