// Values that a filter can take, found by typing, with how many issues have them.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/issue_query.h"
#include "api/lens_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

using lens::ChangeField;
using lens::LensField;

constexpr int64_t kDefaultLimit = 50;
constexpr int64_t kMaxLimit = 200;
const std::vector<std::string_view> kFields = {
    "project", "type", "priority", "label", "component", "epic", "sprint", "status", "assignee"};

struct FacetRequest {
  std::string field;
  std::string needle;  // lower case
  size_t limit = 0;
  std::optional<InstanceId> instance;
  std::vector<std::string> projects;
};

// Values of one name count together where the filter goes by name.
struct Facet {
  std::string value;
  std::string label;
  std::string note;
  int64_t count = 0;
};

class FacetCounter {
 public:
  FacetCounter(const LensView& view, const FacetRequest& request)
      : view_(view), request_(request), dictionary_(view.version->dictionary()) {
    const auto& projects = dictionary_.field(LensField::kProject);
    for (lens::Code code = 0; code < projects.size(); ++code) {
      projects_.push_back(request.projects.empty() ||
                          std::any_of(request.projects.begin(), request.projects.end(),
                                      [&](const std::string& key) {
                                        return equals_no_case(projects.at(code).key, key);
                                      }));
    }
  }

  std::vector<Facet> run() {
    for (uint32_t part = 0; part < view_.version->parts().size(); ++part) count(part);
    for (const auto& [code, issues] : counts_) add(code, issues);
    add_epics();
    std::vector<Facet> all;
    for (auto& [value, facet] : facets_) {
      if (contains_no_case(facet.label, request_.needle) ||
          contains_no_case(facet.note, request_.needle))
        all.push_back(std::move(facet));
    }
    std::sort(all.begin(), all.end(), [](const Facet& a, const Facet& b) {
      return a.count != b.count ? a.count > b.count
                                : std::tie(a.label, a.value) < std::tie(b.label, b.value);
    });
    return all;
  }

 private:
  void count(uint32_t index) {
    const lens::Part& part = view_.version->parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if ((chunk.flags[row] & lens::kRowDeleted) != 0 || !part.live(row)) continue;
      if (projects_[chunk.project[row]] == 0) continue;
      if (request_.instance && chunk.ref(row).instance != *request_.instance) continue;
      count_row(chunk, row);
    }
  }

  void count_row(const lens::Chunk& chunk, uint32_t row) {
    const std::string& field = request_.field;
    if (field == "project") return one(chunk.project[row]);
    if (field == "type") return one(chunk.type[row]);
    if (field == "priority") return one(chunk.priority[row]);
    if (field == "status") return one(chunk.status[row]);
    if (field == "assignee") {
      ++counts_[chunk.assignee[row]];  // kNoCode: nobody
      return;
    }
    if (field == "epic") return epic(chunk, row);
    const ChangeField members = field == "label"    ? ChangeField::kLabel
                                : field == "sprint" ? ChangeField::kSprint
                                                    : ChangeField::kComponent;
    const lens::Range range = chunk.members(row, members);
    for (uint32_t i = range.begin; i < range.end; ++i) one(chunk.member.code[i]);
  }

  void one(lens::Code code) {
    if (code != lens::kNoCode) ++counts_[code];
  }

  void epic(const lens::Chunk& chunk, uint32_t row) {
    if (chunk.parent[row] == 0) return;
    ++epics_[{chunk.ref(row).instance, IssueId(chunk.parent[row])}];
  }

  void put(Facet facet) {
    auto& known = facets_[facet.value];
    known.count += facet.count;
    if (known.value.empty()) {
      const int64_t count = known.count;
      known = std::move(facet);
      known.count = count;
    }
  }

  void add(lens::Code code, int64_t issues) {
    const std::string& field = request_.field;
    if (field == "project") {
      const auto& entry = dictionary_.at(LensField::kProject, code);
      return put({entry.key, entry.key, entry.name, issues});
    }
    if (field == "assignee") {
      if (code == lens::kNoCode) return put({"none", "Nobody", "", issues});
      const auto& entry = dictionary_.at(LensField::kAccount, code);
      return put({value_of(entry), entry.name, site_of(entry.instance), issues});
    }
    if (field == "sprint") {
      const auto& entry = dictionary_.at(LensField::kSprint, code);
      return put({value_of(entry), entry.name, entry.sprint ? entry.sprint->state : "", issues});
    }
    const auto& entry = dictionary_.at(dictionary_of_field(), code);
    put({entry.name, entry.name, "", issues});
  }

  // Parents that are epics (or above), by key. Sub-tasks have parents too; those are left out.
  void add_epics() {
    for (const auto& [ref, issues] : epics_) {
      const auto address = view_.version->find(ref);
      if (!address) continue;
      const lens::Chunk& chunk = *view_.version->parts()[address->part].chunk;
      const auto& type = dictionary_.at(LensField::kType, chunk.type[address->row]);
      if (type.level.value_or(0) < 1) continue;
      const std::string key(chunk.key.at(address->row));
      put({key, key, std::string(chunk.summary.at(address->row)), issues});
    }
  }

  [[nodiscard]] LensField dictionary_of_field() const {
    if (request_.field == "type") return LensField::kType;
    if (request_.field == "priority") return LensField::kPriority;
    if (request_.field == "status") return LensField::kStatus;
    return request_.field == "label" ? LensField::kLabel : LensField::kComponent;
  }

  [[nodiscard]] std::string value_of(const lens::DictionaryEntry& entry) const {
    return fmt::format("{}:{}", view_.public_id(entry.instance), entry.id);
  }
  [[nodiscard]] std::string site_of(InstanceId instance) const {
    const domain::Connection* connection = view_.connection(instance);
    return connection == nullptr || view_.connections.size() < 2 ? "" : connection->name;
  }

  const LensView& view_;
  const FacetRequest& request_;
  const lens::Dictionary& dictionary_;
  std::vector<uint8_t> projects_;  // by code
  std::map<lens::Code, int64_t> counts_;
  std::map<IssueRef, int64_t> epics_;
  std::map<std::string, Facet> facets_;  // by value
};

Result<net::Response> list_facets(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  FacetRequest request;
  request.field = query.text("field", 20).value_or("");
  if (std::find(kFields.begin(), kFields.end(), request.field) == kFields.end())
    query.problem("field", one_of(kFields));
  request.needle = to_lower(query.text("q", 200).value_or(""));
  request.limit = static_cast<size_t>(query.integer("limit", 1, kMaxLimit).value_or(kDefaultLimit));
  const auto connection = query.text("connection", 64);
  request.projects = query.texts("project", 100, 64);
  query.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  const auto instance = find_connection_filter(call, connection);
  if (!instance.ok()) return call.refuse({{"connection", "is not known here"}});
  request.instance = *instance;
  TL_TRY(const LensView view, pin_view(call));
  const auto facets = FacetCounter(view, request).run();
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (size_t i = 0; i < std::min(request.limit, facets.size()); ++i) {
    out.begin_object().member("value", facets[i].value).member("label", facets[i].label);
    out.member("note", facets[i].note).member("count", facets[i].count).end_object();
  }
  out.end_array().member("total", static_cast<int64_t>(facets.size())).end_object();
  return net::json_response(200, out.take());
}

}  // namespace

void add_facet_routes(Routes& routes) {
  routes.add("GET", "/api/v1/facets", {Access::kAnyRole, true, false}, list_facets);
}

}  // namespace tl::api
