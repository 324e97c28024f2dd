#include "app/cli.h"

int main(int argc, char** argv) { return tl::app::run(argc, argv); }
