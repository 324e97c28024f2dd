#include "sim/catalog.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sim/rng.h"

namespace tl::sim {

namespace {

struct Zone {
  const char* name;
  int offset_minutes;
};

// None of them has summer time, so an offset is enough.
const std::vector<Zone> kZones{{"Etc/UTC", 0},           {"Africa/Lagos", 60},
                               {"Africa/Nairobi", 180},  {"Asia/Dubai", 240},
                               {"Asia/Kolkata", 330},    {"Asia/Singapore", 480},
                               {"Asia/Tokyo", 540},      {"America/Phoenix", -420},
                               {"America/Bogota", -300}, {"Atlantic/Reykjavik", 0}};

const std::vector<const char*> kFirstNames{
    "Ana",  "Bruno", "Chidi", "Dalia", "Emeka", "Freya", "Goran", "Hana", "Imre",
    "Juno", "Kaia",  "Lior",  "Mira",  "Nadia", "Oskar", "Pia",   "Quin", "Rosa",
    "Sami", "Tove",  "Uma",   "Viggo", "Wanda", "Yara",  "Zeno"};

const std::vector<const char*> kLastNames{
    "Oakfield",  "Brindle",   "Castlemoor", "Dunwater",  "Eastwillow", "Farrowby",  "Greyling",
    "Hollowell", "Ironbrook", "Juniperly",  "Kestrelby", "Larkspurn",  "Marrowell", "Northgate",
    "Orchardly", "Pennyrill", "Quillfen",   "Ravenmere", "Silverby",   "Thistlen",  "Underbough",
    "Vellumby",  "Winterlea", "Yarrowden",  "Zephyrby"};

struct ProjectTemplate {
  const char* key;
  const char* name;
  const char* description;
  Workflow workflow;
  std::vector<const char*> components;
};

const std::vector<ProjectTemplate>& project_templates() {
  static const std::vector<ProjectTemplate> list{
      {"SHOP",
       "Storefront",
       "Web shop, catalogue and checkout",
       Workflow::kScrum,
       {"Catalogue", "Cart", "Checkout", "Search"}},
      {"PAY",
       "Payments",
       "Charging, refunds and invoices",
       Workflow::kScrum,
       {"Gateway", "Refunds", "Invoices", "Fraud checks"}},
      {"OPS",
       "Platform Operations",
       "Clusters, pipelines and alarms",
       Workflow::kKanban,
       {"Clusters", "Pipelines", "Monitoring", "Networking"}},
      {"DOCS",
       "Documentation",
       "Handbooks and the help centre",
       Workflow::kKanban,
       {"Handbook", "Help centre", "API reference", "Release notes"}},
      {"HELP",
       "Help Desk",
       "Questions and incidents of customers",
       Workflow::kDesk,
       {"Accounts", "Orders", "Billing", "Outages"}},
      {"MOB",
       "Mobile Apps",
       "The apps for both phones",
       Workflow::kScrum,
       {"Android", "iOS", "Notifications", "Offline mode"}},
      {"DATA",
       "Data Platform",
       "Events, warehouse and reports",
       Workflow::kScrum,
       {"Ingestion", "Warehouse", "Reports", "Lineage"}},
      {"SEC",
       "Security",
       "Hardening and audits",
       Workflow::kKanban,
       {"Access", "Scanning", "Secrets", "Audit"}},
      {"LOG",
       "Logistics",
       "Warehouses, labels and carriers",
       Workflow::kScrum,
       {"Labels", "Carriers", "Stock", "Returns"}}};
  return list;
}

std::string hex(Rng& rng, int digits) {
  std::string out;
  for (int i = 0; i < digits; ++i) out += "0123456789abcdef"[rng.below(16)];
  return out;
}

// Three forms occur at real sites: 24 hex digits, and a number or "712020", a colon and a UUID.
std::string make_account_id(Rng& rng, int form) {
  if (form == 0) return "5" + hex(rng, 23);
  return fmt::format("{}:{}-{}-4{}-a{}-{}", form == 1 ? "712020" : "557058", hex(rng, 8),
                     hex(rng, 4), hex(rng, 3), hex(rng, 3), hex(rng, 12));
}

User make_person(Rng& rng, int position, const std::string& name) {
  User user;
  user.account_id = make_account_id(rng, position % 3);
  user.name = name;
  user.email = to_lower(name) + "@sim.example";
  for (auto& c : user.email)
    if (c == ' ') c = '.';
  const auto& zone = rng.pick(kZones);
  user.zone = zone.name;
  user.offset_minutes = zone.offset_minutes;
  user.email_hidden = position % 4 == 1;
  return user;
}

User make_account(Rng& rng, const char* name, const char* email, const Zone& zone, int form) {
  User user;
  user.account_id = make_account_id(rng, form);
  user.name = name;
  user.email = email;
  user.zone = zone.name;
  user.offset_minutes = zone.offset_minutes;
  return user;
}

// Old accounts have their first login as key, newer ones a number.
void name_for_servers(std::vector<User>& users) {
  for (size_t i = 0; i < users.size(); ++i) {
    auto& user = users[i];
    user.login = to_lower(trim(user.name));
    for (auto& c : user.login)
      if (c == ' ') c = '.';
    user.key = i % 3 == 0 ? user.login : fmt::format("JIRAUSER{}", 10100 + i);
  }
  const char* const accounts[] = {"admin", "bot", "reader", "automation"};
  for (size_t i = 0; i < 4; ++i) users[i].login = users[i].key = accounts[i];
  users[kInactiveUser].deleted = true;
  users[kInactiveUser + 3].key = "before.the.wedding";  // renamed since
  auto& shouting = users[kInactiveUser + 4];
  shouting.login = "FIELD TEAM";
  shouting.key = "field team";
}

std::vector<User> make_users(uint64_t seed) {
  Rng rng(seed, 11);
  std::vector<User> users;
  users.push_back(make_account(rng, "Sim Admin", "admin@sim.example", kZones[0], 0));
  users.push_back(make_account(rng, "Throughline Bot", "bot@sim.example", kZones[4], 1));
  users.push_back(make_account(rng, "Sim Reader", "reader@sim.example", kZones[7], 2));
  users.push_back(make_account(rng, "Automation for Jira", "", kZones[0], 2));
  users.back().app = true;
  const int shift = rng.below(static_cast<int>(kLastNames.size()));
  for (int i = 0; i < 22; ++i) {
    const auto last = static_cast<size_t>(i * 7 + shift) % kLastNames.size();
    users.push_back(make_person(
        rng, i, fmt::format("{} {}", kFirstNames[static_cast<size_t>(i)], kLastNames[last])));
  }
  for (const char* name : {"Cora Customer", "Kim Caller"}) {
    users.push_back(make_person(rng, 1, name));
    users.back().customer = true;
    users.back().email_hidden = false;
  }
  users[kInactiveUser].active = false;
  users[kInactiveUser + 1].email_hidden = true;
  users[kInactiveUser + 2].name += " ";  // a trailing space, as real directories have
  name_for_servers(users);
  return users;
}

Project make_project(uint64_t seed, int position, int64_t now_ms, int days) {
  Rng rng(seed, 1000 + static_cast<uint64_t>(position));
  const auto& templates = project_templates();
  const auto slot = static_cast<size_t>(position) % templates.size();
  const auto& from = templates[slot];
  const auto round = static_cast<size_t>(position) / templates.size();
  Project project;
  project.id = 10000 + position;
  project.key = round == 0 ? from.key : fmt::format("{}{}", from.key, round + 1);
  project.name = round == 0 ? from.name : fmt::format("{} {}", from.name, round + 1);
  project.description = from.description;
  project.workflow = from.workflow;
  project.lead = kFirstPerson + 1 + rng.below(20);
  int id = 10000 + position * 20;
  for (const auto* name : from.components) project.components.push_back({id++, name});
  for (int i = 0; i < 5; ++i) {
    const int64_t at = now_ms - int64_t{86'400'000} * (days - (days + 30) * (i + 1) / 5);
    project.versions.push_back({id++, fmt::format("{}.{}", 2 + i / 3, i % 3), at < now_ms, at});
  }
  return project;
}

std::vector<Board> make_boards(const std::vector<Project>& projects) {
  std::vector<Board> boards;
  int id = 1;
  for (int i = 0; i < static_cast<int>(projects.size()); ++i) {
    const auto& project = projects[static_cast<size_t>(i)];
    const char* type = project.team_managed                   ? "simple"
                       : project.workflow == Workflow::kScrum ? "scrum"
                                                              : "kanban";
    // A service desk has queues; its board is an ordinary kanban board.
    boards.push_back({id++, project.key + " board", type, i, {}});
  }
  // A sprint can be seen on several boards: this one shows those of two projects.
  if (projects.size() > 1 && boards[0].type == "scrum" && boards[1].type == "scrum")
    boards.push_back({id++, "Product planning", "scrum", 0, {1}});
  // Boards beside the first of a project: sprints are asked of each of them.
  if (boards[0].type == "scrum") boards.push_back({id++, "SHOP support lane", "kanban", 0, {}});
  if (projects.size() > 1 && boards[1].type == "scrum")
    boards.push_back({id++, "PAY, quarter = plan", "scrum", 1, {}});
  return boards;
}

bool has_style(const Catalog& catalog, Style style) {
  if (style == Style::kTeam) return catalog.team_project >= 0;
  return style == Style::kCompany || catalog.desk_project >= 0;
}

}  // namespace

const Status* Catalog::status(int id) const {
  for (const auto& s : statuses())
    if (s.id == id && has_style(*this, s.style)) return &s;
  return nullptr;
}

const IssueType* Catalog::type(int id) const {
  for (const auto& t : issue_types())
    if (t.id == id && has_style(*this, t.style)) return &t;
  return nullptr;
}

int Catalog::project_by_key_or_id(std::string_view text) const {
  const auto id = parse_int(text);
  for (size_t i = 0; i < projects.size(); ++i)
    if (equals_no_case(projects[i].key, text) || (id && projects[i].id == *id))
      return static_cast<int>(i);
  for (size_t i = 0; i < projects.size(); ++i)
    for (const auto& key : projects[i].old_keys)
      if (equals_no_case(key, text)) return static_cast<int>(i);
  return -1;
}

int Catalog::user_by_account(std::string_view account) const {
  for (size_t i = 0; i < users.size(); ++i)
    if (users[i].account_id == account) return static_cast<int>(i);
  return -1;
}

int Catalog::user_by_email(std::string_view email) const {
  for (size_t i = 0; i < users.size(); ++i)
    if (!users[i].email.empty() && equals_no_case(users[i].email, email))
      return static_cast<int>(i);
  return -1;
}

int Catalog::user_by_login(std::string_view login) const {
  for (size_t i = 0; i < users.size(); ++i)
    if (equals_no_case(users[i].login, login)) return static_cast<int>(i);
  return -1;
}

int Catalog::user_by_key(std::string_view key) const {
  for (size_t i = 0; i < users.size(); ++i)
    if (users[i].key == key) return static_cast<int>(i);
  return -1;
}

int Catalog::find_user(std::string_view text) const {
  int user = user_by_account(text);
  if (user < 0) user = user_by_email(text);
  if (user < 0) user = user_by_login(text);
  return user < 0 ? user_by_key(text) : user;
}

const Board* Catalog::board(int id) const {
  for (const auto& b : boards)
    if (b.id == id) return &b;
  return nullptr;
}

Catalog make_catalog(const CatalogOptions& options) {
  Catalog catalog;
  catalog.flavour = options.flavour;
  catalog.language = options.language;
  catalog.users = make_users(options.seed);
  for (const auto& user : catalog.users) catalog.staff += user.customer ? 0 : 1;
  const int count = options.projects;
  const int documents = count >= 4 ? 3 : count == 1 ? -1 : count - 1;
  // Team-managed projects exist on Cloud only. Elsewhere the same project estimates in an older
  // field of the same name.
  if (options.flavour->cloud()) catalog.team_project = documents;
  for (int i = 0; i < count; ++i) {
    auto project = make_project(options.seed, i, options.now_ms, options.days);
    if (i == catalog.team_project) {
      project.team_managed = true;
      project.workflow = Workflow::kTeam;
    }
    project.second_points = i == documents;
    if (project.desk() && catalog.desk_project < 0) catalog.desk_project = i;
    catalog.projects.push_back(std::move(project));
  }
  catalog.boards = make_boards(catalog.projects);
  return catalog;
}

}  // namespace tl::sim
