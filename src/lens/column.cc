#include "lens/column.h"

#include <bit>

static_assert(std::endian::native == std::endian::little, "packed columns are read little endian");
