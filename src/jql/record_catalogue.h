// The catalogue of one instance from stored records.
#pragma once

#include <memory>
#include <vector>

#include "domain/field_catalogue.h"
#include "domain/record.h"
#include "jql/catalogue.h"

namespace tl::jql {

struct CatalogueFacts {
  InstanceId instance;
  bool cloud = true;
  bool descriptions = false;  // ConnectionOptions::descriptions
  domain::FieldCatalogue fields;
  std::vector<domain::Record> records;  // of all kinds but worklogs, comments, remote links
};
[[nodiscard]] std::unique_ptr<Catalogue> make_record_catalogue(CatalogueFacts facts);

}  // namespace tl::jql
