// Pieces of JSON that occur in many answers, made once: users, statuses, types, projects, ...
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "sim/world.h"

namespace tl::sim {

// Who reads and through which version of the API: decides links, e-mails and the zone of times.
struct View {
  int api = 3;
  bool hide_emails = false;
  int offset_minutes = 0;
  int user = -1;
  bool agent = true;  // sees what only agents of a service desk see
};

class Shapes {
 public:
  Shapes(const Catalog& catalog, std::string base_url);

  // Makes the pieces again after people or projects changed. The caller holds the world's lock.
  void refresh();
  [[nodiscard]] const std::string& base() const { return base_; }
  [[nodiscard]] std::string api(const View& view) const;                        // ".../rest/api/3"
  [[nodiscard]] const std::string& user(UserRef user, const View& view) const;  // "null" for 0
  [[nodiscard]] const std::string& status(int id, const View& view) const;
  [[nodiscard]] const std::string& type(int id, const View& view) const;
  [[nodiscard]] const std::string& priority(int id, const View& view) const;
  [[nodiscard]] const std::string& resolution(int id, const View& view) const;  // "null" for 0
  [[nodiscard]] const std::string& project(int position, const View& view) const;
  [[nodiscard]] std::string security(int level, const View& view) const;  // "null" for 0
  [[nodiscard]] std::string link_type(int position, const View& view) const;

 private:
  struct Set {
    std::vector<std::string> users[2];  // with and without e-mails
    std::unordered_map<int, std::string> statuses, types, priorities, resolutions;
    std::vector<std::string> projects;
  };
  void fill(Set& set, int api);
  void fill_statuses(Set& set, const std::string& root);
  void fill_types(Set& set, const std::string& root);
  void fill_named(Set& set, const std::string& root);
  void fill_projects(Set& set, const std::string& root);
  void write_user(JsonWriter& w, const User& user, int api, bool hide) const;
  void write_server_user(JsonWriter& w, const User& user) const;
  void write_scope(JsonWriter& w, Style style, int elsewhere) const;
  [[nodiscard]] const Set& set(const View& view) const { return sets_[view.api == 2 ? 0 : 1]; }

  const Catalog& catalog_;
  std::string base_;
  std::string null_ = "null";
  Set sets_[2];
};

void write_avatars(JsonWriter& w, const std::string& base, const std::string& path);
void write_category(JsonWriter& w, const std::string& api_base, const Category& category,
                    const Catalog& catalog);

// "2021-03-28T16:06:08.713+0800"
[[nodiscard]] std::string format_jira_time(int64_t ms, int offset_minutes);

// "2021-03-28T16:06:08.713+08:00", as Servers write times of sprints
[[nodiscard]] std::string format_colon_time(int64_t ms, int offset_minutes);

// "1w 2d 3h 4m", 40-hour weeks
[[nodiscard]] std::string format_spent(int64_t seconds);

}  // namespace tl::sim
