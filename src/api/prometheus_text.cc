#include "api/prometheus_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace tl::api {
namespace {

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

std::string render_sample_value(double value) {
  constexpr double kExact = 9'007'199'254'740'992.0;  // 2^53
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  const bool whole = std::floor(value) == value && std::fabs(value) <= kExact;
  if (whole) return fmt::format("{}", static_cast<int64_t>(value));
  return fmt::format("{}", value);
}

void PrometheusText::metric(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void PrometheusText::sample(std::initializer_list<Label> labels, double value) {
  out_ += name_;
  char before = '{';
  for (const auto& [name, text] : labels) {
    out_ += fmt::format("{}{}=\"{}\"", before, name, escaped(text));
    before = ',';
  }
  if (labels.size() > 0) out_ += '}';
  out_ += " " + render_sample_value(value) + "\n";
}

}  // namespace tl::api
