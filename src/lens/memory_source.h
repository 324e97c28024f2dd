// A lens source in memory, for tests: facts are put in by hand, every putting is news.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "lens/lens_builder.h"
#include "lens/lens_source.h"

namespace tl::lens {

// The facts. Thread-safe; shared by sources and those who change it.
class MemoryFacts {
 public:
  void put(SourceIssue issue) {
    const std::lock_guard lock(mutex_);
    const IssueRef ref{issue.instance, issue.issue.id};
    issues_[ref] = std::move(issue);
    note({ref, std::nullopt});
  }
  void remove(IssueRef ref) {
    const std::lock_guard lock(mutex_);
    issues_.erase(ref);
    note({ref, std::nullopt});
  }
  void put_record(InstanceId instance, const domain::Record& record) {
    const std::lock_guard lock(mutex_);
    records_[{instance, {record.kind, record.id}}] = record;
    note({{instance, {}}, record});
  }
  void remove_instance(InstanceId instance) {
    const std::lock_guard lock(mutex_);
    std::erase_if(issues_, [&](const auto& entry) { return entry.first.instance == instance; });
    note({{instance, {}}, std::nullopt});
  }
  // Forgets the feed up to now, as the store's trimming does.
  void trim() {
    const std::lock_guard lock(mutex_);
    trimmed_ = position();
  }

 private:
  friend class MemorySource;
  struct News {
    IssueRef ref;
    std::optional<domain::Record> record;
  };
  [[nodiscard]] int64_t position() const { return static_cast<int64_t>(feed_.size()); }
  void note(News news) {
    feed_.push_back(news);
    woken_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::map<IssueRef, SourceIssue> issues_;
  std::map<std::pair<InstanceId, std::pair<domain::RecordKind, std::string>>, domain::Record>
      records_;
  std::vector<News> feed_;
  std::string seal_;
  int64_t trimmed_ = 0;
};

class MemorySource : public LensSource {
 public:
  explicit MemorySource(std::shared_ptr<MemoryFacts> facts) : facts_(std::move(facts)) {}

  Result<int64_t> load_position() override {
    const std::lock_guard lock(facts_->mutex_);
    return facts_->position();
  }
  Result<void> scan(LensBuilder& into, const std::stop_token& /*stop*/) override {
    const std::lock_guard lock(facts_->mutex_);
    for (const auto& [key, record] : facts_->records_) into.add_record(key.first, record);
    const KeyMap keys = known_keys();
    for (const auto& [ref, issue] : facts_->issues_) into.add(issue, keys);
    return {};
  }
  Result<FeedNews> load_news(int64_t after, size_t limit) override {
    const std::lock_guard lock(facts_->mutex_);
    FeedNews news;
    news.lost = after < facts_->trimmed_;
    const auto end = std::min(facts_->position(), after + static_cast<int64_t>(limit));
    news.position = std::max(after, end);
    for (int64_t i = after; i < end; ++i) {
      const MemoryFacts::News& one = facts_->feed_[static_cast<size_t>(i)];
      if (one.record && one.record->kind == domain::RecordKind::kField)
        news.fields.push_back(one.ref.instance);
      if (one.record)
        news.records.emplace_back(one.ref.instance, *one.record);
      else if (one.ref.issue)
        news.issues.push_back(one.ref);
      else
        news.removed.push_back(one.ref.instance);
    }
    return news;
  }
  Result<RoleMap> load_roles() override {
    const std::lock_guard lock(facts_->mutex_);
    std::map<InstanceId, domain::FieldCatalogue> fields;
    for (const auto& [key, record] : facts_->records_) {
      if (record.kind == domain::RecordKind::kField) fields[key.first].add(record);
    }
    RoleMap roles;
    for (const auto& [instance, all] : fields) roles.emplace(instance, FieldRoles(all));
    return roles;
  }
  Result<std::vector<IssueRow>> load_rows(const std::vector<IssueRef>& refs,
                                          RowMaker& maker) override {
    const std::lock_guard lock(facts_->mutex_);
    const KeyMap keys = known_keys();
    std::vector<IssueRow> rows;
    for (const IssueRef& ref : refs) {
      const auto found = facts_->issues_.find(ref);
      if (found != facts_->issues_.end())
        rows.push_back(maker.settle(make_unsettled(maker, found->second), keys));
    }
    return rows;
  }
  Result<std::string> load_seal() override {
    const std::lock_guard lock(facts_->mutex_);
    return facts_->seal_;
  }
  Result<void> save_seal(const std::string& seal) override {
    const std::lock_guard lock(facts_->mutex_);
    facts_->seal_ = seal;
    return {};
  }
  void wait_news(int64_t after, Millis at_most, const std::stop_token& stop) override {
    std::unique_lock lock(facts_->mutex_);
    facts_->woken_.wait_for(lock, stop, std::chrono::milliseconds(at_most.ms),
                            [&] { return facts_->position() > after; });
  }

 private:
  // REQUIRES: the facts' mutex is held.
  [[nodiscard]] KeyMap known_keys() const {
    KeyMap keys;
    for (const auto& [ref, issue] : facts_->issues_)
      keys.emplace(std::pair(ref.instance, domain::text_of(issue.issue.attributes, "key")),
                   ref.issue);
    return keys;
  }
  std::shared_ptr<MemoryFacts> facts_;
};

}  // namespace tl::lens
