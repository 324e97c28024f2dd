#include "synthetic.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/time_text.h"
#include "domain/connection.h"

namespace tl::bench {
namespace {

constexpr int64_t kBegin = 1'700'000'000'000;
constexpr int kChanges = 18;
constexpr const char* kStatuses[] = {"To Do", "In Progress", "In Review", "Done"};

std::string jira_instant(int64_t ms) {
  std::string text = format_instant(Instant(ms));
  return text.substr(0, text.size() - 1) + "+0000";
}

void write_user(JsonWriter& out, std::string_view name, int64_t n) {
  const std::string id = fmt::format("712020:{:08x}-0000-4000-8000-000000000000", n % 40);
  out.key(name).begin_object();
  out.member("self", "https://bench.invalid/rest/api/3/user?accountId=" + id)
      .member("accountId", id)
      .member("displayName", fmt::format("Person {}", n % 40))
      .member("active", true)
      .member("timeZone", "Etc/UTC")
      .member("accountType", "atlassian");
  out.key("avatarUrls").begin_object();
  for (const char* size : {"48x48", "24x24", "16x16", "32x32"}) {
    out.member(size, fmt::format("https://avatars.invalid/{}/{}?default=identicon", id, size));
  }
  out.end_object().end_object();
}

void write_named(JsonWriter& out, std::string_view field, std::string_view id,
                 std::string_view name) {
  out.key(field).begin_object().member("id", id).member("name", name);
  out.member("self",
             "https://bench.invalid/rest/api/3/" + std::string(field) + "/" + std::string(id));
  out.end_object();
}

void write_status(JsonWriter& out, int at) {
  static constexpr const char* kCategories[] = {"new", "indeterminate", "indeterminate", "done"};
  out.key("status")
      .begin_object()
      .member("id", std::to_string(at + 1))
      .member("name", kStatuses[at]);
  out.key("statusCategory").begin_object().member("id", at + 2).member("key", kCategories[at]);
  out.end_object().end_object();
}

void write_history(JsonWriter& out, int64_t issue, int n, int64_t at) {
  const int from = n % 4;
  const int to = (n + 1) % 4;
  out.begin_object()
      .member("id", std::to_string(issue * 100 + n))
      .member("created", jira_instant(at));
  write_user(out, "author", issue + n);
  out.key("items").begin_array().begin_object();
  out.member("field", "status").member("fieldtype", "jira").member("fieldId", "status");
  out.member("from", std::to_string(from + 1)).member("fromString", kStatuses[from]);
  out.member("to", std::to_string(to + 1)).member("toString", kStatuses[to]);
  out.end_object().end_array().end_object();
}

void write_fields(JsonWriter& out, int64_t id, int64_t updated) {
  out.key("fields").begin_object();
  out.member("summary", fmt::format("Benchmark issue {} with an ordinary summary", id));
  out.member("created", jira_instant(kBegin + id * 1000)).member("updated", jira_instant(updated));
  write_named(out, "issuetype", "10001", "Story");
  write_named(out, "priority", "3", "Medium");
  out.key("project").begin_object().member("id", "10000").member("key", "BENCH");
  out.member("name", "Benchmark").end_object();
  write_status(out, kChanges % 4);
  for (const char* role : {"assignee", "reporter", "creator"}) write_user(out, role, id);
  out.key("labels").begin_array().value("backend").value("bench").end_array();
  for (const char* list : {"components", "fixVersions", "versions", "issuelinks"}) {
    out.key(list).begin_array().end_array();
  }
  out.member("customfield_10016", 3.0).key("resolution").null().key("duedate").null();
  out.key("worklog")
      .begin_object()
      .member("startAt", 0)
      .member("maxResults", 20)
      .member("total", 0);
  out.key("worklogs").begin_array().end_array().end_object();
  out.end_object();
}

}  // namespace

std::string search_page(int64_t first, int64_t count, bool last) {
  JsonWriter out;
  out.begin_object().key("issues").begin_array();
  for (int64_t id = first + count - 1; id >= first; --id) {
    const int64_t updated = kBegin + id * 100'000;
    out.begin_object().member("id", std::to_string(id)).member("key", fmt::format("BENCH-{}", id));
    out.member("self", fmt::format("https://bench.invalid/rest/api/3/issue/{}", id));
    write_fields(out, id, updated);
    out.key("changelog").begin_object().member("startAt", 0).member("maxResults", kChanges);
    out.member("total", kChanges).key("histories").begin_array();
    for (int n = kChanges - 1; n >= 0; --n)
      write_history(out, id, n, updated - (kChanges - n) * 3000);
    out.end_array().end_object().end_object();
  }
  out.end_array().member("isLast", last);
  if (!last) out.member("nextPageToken", fmt::format("t{}", first));
  out.end_object();
  return out.take();
}

domain::ChangeSet fact_page(int64_t first, int64_t count, int changes) {
  domain::ChangeSet set;
  // Place in kStatuses after `done` changes: the last one leads to "Done".
  const auto place = [&](int done) { return (3 + 4 * changes + done - changes) % 4; };
  const auto status = [&](int done) {
    return domain::Ref{std::to_string(place(done) + 1), kStatuses[place(done)]};
  };
  for (int64_t id = first; id < first + count; ++id) {
    const int64_t created = kBegin + id * 60'000;
    const domain::Version version{Instant(created + changes * 3'600'000), 0,
                                  domain::SourceRank::kRest, 0};
    domain::Issue issue;
    issue.id = IssueId(id);
    const auto put = [&](std::string_view name, domain::Value value) {
      domain::set_attribute(issue.attributes, name, std::move(value), version);
    };
    put("key", fmt::format("BENCH-{}", id));
    put("summary", fmt::format("Benchmark issue {} with an ordinary summary", id));
    put("project", domain::Ref{"10000", "BENCH"});
    put("issuetype", domain::Ref{"10001", "Story"});
    put("status", status(changes));
    put("assignee", domain::Ref{std::to_string(id % 40), fmt::format("Person {}", id % 40)});
    put("created", Instant(created));
    put("updated", version.instant);
    put(domain::kHistoryTotal, static_cast<double>(changes));
    put(domain::kDeleted, false);
    set.issues.push_back(std::move(issue));
    for (int n = 0; n < changes; ++n) {
      domain::History history;
      history.issue = IssueId(id);
      history.id = std::to_string(id * 100 + n);
      history.author = {std::to_string(id % 40), fmt::format("Person {}", id % 40)};
      history.version = {Instant(created + (n + 1) * 3'600'000), id * 100 + n,
                         domain::SourceRank::kRest, 0};
      const domain::Ref from = status(n);
      const domain::Ref to = status(n + 1);
      history.items.push_back({"status", "status", from.id, from.name, to.id, to.name});
      domain::seal_history(history);
      set.histories.push_back(std::move(history));
    }
  }
  return set;
}

Result<Bed> make_bed(const std::string& dir) {
  std::filesystem::create_directories(dir);
  Bed bed;
  bed.clock = make_system_clock();
  TL_TRY(bed.store, store::Store::open({dir, std::nullopt, 4}, *bed.clock));
  store::NewUser admin;
  admin.email = "bench@example.com";
  admin.name = "Bench";
  admin.role = store::Role::kAdmin;
  admin.password_hash = "none";
  TL_TRY(const store::SignedIn made, bed.store->first_run({"Bench", "UTC", 1}, admin));
  bed.tenant = made.tenant;
  domain::Connection connection;
  connection.vendor = "jira";
  connection.flavour = "cloud";
  connection.name = "bench";
  connection.base_url = "https://bench.invalid";
  connection.site_id = "bench";
  connection.state = domain::ConnectionState::kPaused;
  TL_TRY(connection, bed.store->tenant(bed.tenant).create_connection(connection));
  bed.instance = connection.id;
  return bed;
}

double resident_mib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  }
  return 0;
}

}  // namespace tl::bench
