// A lens source that reads one tenant of the store.
#pragma once

#include <memory>

#include "lens/lens_source.h"

namespace tl::store {
class Store;
}  // namespace tl::store

namespace tl::lens {

// `store` must outlive the source, and stay open while the source is used.
[[nodiscard]] std::unique_ptr<LensSource> make_store_source(store::Store& store, TenantId tenant);

}  // namespace tl::lens
