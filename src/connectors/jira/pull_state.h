// The cursor of a stream: a flat JSON object of numbers, texts and lists of texts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tl::connectors::jira {

class PullState {
 public:
  // "" and anything unreadable give an empty state: the stream begins anew, which is always safe.
  [[nodiscard]] static PullState parse(std::string_view text);
  [[nodiscard]] std::string render() const;  // keys sorted

  [[nodiscard]] bool empty() const { return numbers_.empty() && texts_.empty() && lists_.empty(); }
  [[nodiscard]] std::optional<int64_t> number(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;               // "" when absent
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;  // {} when absent

  void set(std::string_view name, int64_t number) { numbers_[std::string(name)] = number; }
  void set_text(std::string_view name, std::string text);               // "" removes
  void set_list(std::string_view name, std::vector<std::string> list);  // {} removes
  void remove(std::string_view name);

 private:
  std::map<std::string, int64_t, std::less<>> numbers_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

}  // namespace tl::connectors::jira
