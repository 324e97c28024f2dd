#include "app/memory.h"

#include <malloc.h>

namespace tl::app {

void set_memory_habits() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);  // fixed: glibc would raise it up to 32 MiB by itself
  mallopt(M_ARENA_MAX, 4);
#endif
}

}  // namespace tl::app
