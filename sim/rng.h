// A random sequence that is the same on every machine, compiler and standard library.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace tl::sim {

// SplitMix64. Not for secrets.
class Rng {
 public:
  explicit Rng(uint64_t seed) : state_(seed) {}
  // An own sequence for one thing of a seeded world: stream 3 never depends on what stream 2 drew.
  Rng(uint64_t seed, uint64_t stream) : state_(seed * 0x9e3779b97f4a7c15ULL + stream) { next(); }

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // 0 .. n-1. REQUIRES: n > 0.
  int below(int n) { return static_cast<int>(next() % static_cast<uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return uniform() < probability; }
  double normal() {
    double u = 1.0 - uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * uniform());
  }
  // `median` in any unit; about two thirds lie within a factor exp(sigma) of it.
  double log_normal(double median, double sigma) { return median * std::exp(sigma * normal()); }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<size_t>(below(static_cast<int>(from.size())))];
  }

 private:
  uint64_t state_;
};

}  // namespace tl::sim
