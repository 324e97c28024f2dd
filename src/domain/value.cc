#include "domain/value.h"

namespace tl::domain {
namespace {

void render_ref(JsonWriter& out, const Ref& ref) {
  out.begin_object().member("id", ref.id).member("name", ref.name).end_object();
}

struct Renderer {
  JsonWriter& out;
  void operator()(std::monostate) const { out.null(); }
  void operator()(bool flag) const { out.value(flag); }
  void operator()(double number) const { out.value(number); }
  void operator()(const std::string& text) const { out.value(text); }
  void operator()(Instant instant) const { out.value(format_instant(instant)); }
  void operator()(CivilDate date) const { out.value(format_date(date)); }
  void operator()(const Ref& ref) const { render_ref(out, ref); }
  void operator()(const Refs& refs) const {
    out.begin_array();
    for (const Ref& ref : refs) render_ref(out, ref);
    out.end_array();
  }
};

}  // namespace

const Ref* as_ref(const Value& value) { return std::get_if<Ref>(&value); }
const std::string* as_text(const Value& value) { return std::get_if<std::string>(&value); }
const Instant* as_instant(const Value& value) { return std::get_if<Instant>(&value); }
const double* as_number(const Value& value) { return std::get_if<double>(&value); }
const bool* as_bool(const Value& value) { return std::get_if<bool>(&value); }
const Refs* as_refs(const Value& value) { return std::get_if<Refs>(&value); }

void render_value(JsonWriter& out, const Value& value) { std::visit(Renderer{out}, value); }

}  // namespace tl::domain
