# Debian 12 packages, one set a purpose. Sourced by scripts/install.
# shellcheck shell=bash disable=SC2034

# To build and run the product (scripts/start).
PACKAGES_START=(
  ca-certificates tzdata
  clang-19 lld-19 g++ cmake ninja-build ccache pkgconf
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libsimdjson-dev libsqlite3-dev libpq-dev libcurl4-openssl-dev libssl-dev libsodium-dev
  libfmt-dev libspdlog-dev libcli11-dev libhowardhinnant-date-dev
  libzstd-dev libstemmer-dev brotli
)

# What the tests need beyond that (scripts/test). postgresql-15 is handled by its own rule:
# its maintainer script would create and start a cluster, and the tests bring their own.
PACKAGES_TEST=(
  git strace libgtest-dev libgmock-dev libbenchmark-dev libclang-rt-19-dev clang-format-19 llvm-19
  chromium fonts-dejavu-core
)

# Only where the machine has no Node that is new enough.
PACKAGES_NODE=(nodejs npm)
