// Prometheus text format, version 0.0.4.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tl::api {

class PrometheusText {
 public:
  using Label = std::pair<std::string_view, std::string_view>;

  // Begins a metric; its samples follow. `type`: "gauge" or "counter". `help` is one line.
  void metric(std::string_view name, std::string_view type, std::string_view help);
  // Values of labels may be any text.
  void sample(std::initializer_list<Label> labels, double value);
  void sample(double value) { sample({}, value); }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::string name_;
};

// "1", "0.25", "1795219200.123"; never with an exponent below 2^53.
[[nodiscard]] std::string render_sample_value(double value);

}  // namespace tl::api
