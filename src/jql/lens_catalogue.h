// The catalogue of one instance from the lens.
#pragma once

#include <memory>

#include "domain/field_catalogue.h"
#include "jql/catalogue.h"
#include "lens/version.h"

namespace tl::jql {

struct LensCatalogueFacts {
  InstanceId instance;
  bool cloud = true;
  const domain::FieldCatalogue* fields = nullptr;  // must outlive the catalogue; nullptr: none
  // The connection takes every issue of the instance: a key that is not here is nowhere.
  bool whole = false;
};
// `version` must outlive the catalogue. Thread-safe.
[[nodiscard]] std::unique_ptr<Catalogue> make_lens_catalogue(const lens::LensVersion& version,
                                                             const LensCatalogueFacts& facts);

}  // namespace tl::jql
