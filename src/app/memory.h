// How the process asks the system for memory.
#pragma once

namespace tl::app {

// Large pieces (answers of a vendor, pages of facts) are given back to the system as soon as they
// are freed, and threads share few pools. Without it glibc keeps what parallel readers once needed,
// and the process grows with the length of a backfill. To be called before threads start.
void set_memory_habits();

}  // namespace tl::app
