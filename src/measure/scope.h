// The scope of a question: which rows its filters let through. Names are looked up once, rows are
// then asked by code.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "lens/version.h"
#include "measure/facts.h"
#include "measure/question.h"

namespace tl::measure {

class Scope {
 public:
  // `stages` must outlive the scope; `version` is not kept, and is the one that filter.query was
  // asked of. A filter by epic reads all keys once
  // (a few milliseconds for a million issues).
  Scope(const lens::LensVersion& version, const StageMap& stages, const Filter& filter);
  Scope(const Facts& facts, const Filter& filter) : Scope(facts.version, facts.stages, filter) {}

  [[nodiscard]] bool holds(const lens::Chunk& chunk, uint32_t row) const {
    const uint8_t type = types_[chunk.type[row]];
    if (type == kNo || projects_[chunk.project[row]] == 0) return false;
    if (type == kByRow && !is_wanted(stages_.category(chunk, row))) return false;
    return !looks_closer_ || holds_closer(chunk, row);
  }
  // What of the filters is not known here, for people.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  enum : uint8_t { kNo, kYes, kByRow };
  using Table = std::vector<uint8_t>;  // by code; empty: everything is let through

  // Issues of one instance or several. Nearly all that are not in it are told by one bit.
  class IssueSet {
   public:
    void add(int64_t instance, int64_t issue);
    [[nodiscard]] bool holds(int64_t instance, int64_t issue) const {
      const uint64_t hash = hash_of(instance, issue);
      return (bits_[hash >> 6 & (kWords - 1)] >> (hash & 63) & 1) != 0 && all_.contains(hash);
    }
    [[nodiscard]] bool empty() const { return all_.empty(); }

   private:
    static constexpr size_t kWords = 1024;
    static uint64_t hash_of(int64_t instance, int64_t issue) {  // one to one for all real ids
      return (static_cast<uint64_t>(issue) ^ static_cast<uint64_t>(instance) << 44) *
             0x9E3779B97F4A7C15u;
    }
    std::array<uint64_t, kWords> bits_{};
    std::unordered_set<uint64_t> all_;
  };

  [[nodiscard]] bool is_wanted(Category category) const {
    return (categories_ >> static_cast<unsigned>(category) & 1) != 0;
  }
  [[nodiscard]] bool holds_closer(const lens::Chunk& chunk, uint32_t row) const;
  [[nodiscard]] bool was_in_sprint(const lens::Chunk& chunk, uint32_t row) const;
  void allow_categories(const Filter& filter);
  void allow_projects(const lens::FieldDictionary& known, const Filter& filter);
  void allow_types(const lens::FieldDictionary& known, const Filter& filter);
  void allow_sprints(const lens::FieldDictionary& known, const Filter& filter);
  void allow_epics(const lens::LensVersion& version, const Filter& filter);
  IssueSet find_keys(const lens::LensVersion& version, const std::vector<std::string>& keys);
  // Notes those names that no entry has; `what` is the word for people.
  Table allow_names(const lens::FieldDictionary& known, const std::vector<std::string>& names,
                    std::string_view what);

  const StageMap& stages_;
  unsigned categories_ = 0;  // a bit each
  Table projects_, types_;   // never empty
  Table priorities_, labels_, components_, sprints_;
  std::vector<int64_t> instances_;  // sorted
  IssueSet epics_;                  // and the issues right below them
  std::shared_ptr<const QueryRows> query_;
  bool by_epic_ = false;
  bool looks_closer_ = false;  // anything but type and project is asked for
  std::vector<std::string> notes_;
};

}  // namespace tl::measure
