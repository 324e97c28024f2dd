#include "app/cli.h"
#include "app/memory.h"

int main(int argc, char** argv) {
  tl::app::set_memory_habits();
  return tl::app::run(argc, argv);
}
