#include "jql/print.h"

namespace tl::jql {
namespace {

// As a JSON string.
void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kDigits[byte >> 4U];
          out += kDigits[byte & 0xFU];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

// "not in" is one word here: "not-in".
void append_word(std::string& out, std::string_view words) {
  for (const char c : words) out += c == ' ' ? '-' : c;
}

void append_field(std::string& out, const FieldName& field) {
  if (field.custom) {
    out += "(cf " + std::to_string(*field.custom);
  } else {
    out += "(field ";
    append_string(out, field.name);
  }
  for (const Property& property : field.properties) {
    out += " (prop ";
    append_string(out, property.key);
    for (const std::string& part : property.parts) {
      out += ' ';
      append_string(out, part);
    }
    out += ')';
  }
  out += ')';
}

void append_operand(std::string& out, const Operand& operand);

void append_list(std::string& out, const Operand& list) {
  std::vector<uint32_t> open_until;
  auto inner = list.inner.begin();
  out += "(list";
  for (uint32_t i = 0; i < list.items.size(); ++i) {
    for (; inner != list.inner.end() && inner->begin == i; ++inner) {
      open_until.push_back(inner->end);
      out += " (list";
    }
    out += ' ';
    append_operand(out, list.items[i]);
    for (; !open_until.empty() && open_until.back() == i + 1; open_until.pop_back()) out += ')';
  }
  out += ')';
}

void append_operand(std::string& out, const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::kText:
      append_string(out, operand.text);
      return;
    case OperandKind::kNumber:
      out += "(num " + std::to_string(operand.number) + ")";
      return;
    case OperandKind::kEmpty:
      out += "empty";
      return;
    case OperandKind::kFunction:
      out += "(fn ";
      append_string(out, operand.text);
      for (const Operand& argument : operand.items) {
        out += ' ';
        append_string(out, argument.text);
      }
      break;
    case OperandKind::kList:
      return append_list(out, operand);
  }
  out += ')';
}

void append_clause(std::string& out, const Clause& clause) {
  out += '(';
  append_word(out, to_text(clause.op));
  out += ' ';
  append_field(out, clause.field);
  if (clause.op != Operator::kChanged) {
    out += ' ';
    append_operand(out, clause.operand);
  }
  for (const Predicate& predicate : clause.predicates) {
    out += " (";
    out += to_text(predicate.kind);
    out += ' ';
    append_operand(out, predicate.operand);
    out += ')';
  }
  out += ')';
}

void append_node(std::string& out, const Node& node);

// AND in AND is one AND, and so for OR: the parentheses mean nothing.
void append_children(std::string& out, const Node& node) {
  for (const Node& child : node.children) {
    if (child.kind == node.kind && node.kind != NodeKind::kNot) {
      append_children(out, child);
    } else {
      out += ' ';
      append_node(out, child);
    }
  }
}

void append_node(std::string& out, const Node& node) {
  if (node.kind == NodeKind::kClause) {
    if (node.clause) append_clause(out, *node.clause);
    return;
  }
  out += node.kind == NodeKind::kAnd ? "(and" : node.kind == NodeKind::kOr ? "(or" : "(not";
  append_children(out, node);
  out += ')';
}

}  // namespace

std::string render_canonical(const Query& query) {
  std::string out = "(query ";
  if (query.where) {
    append_node(out, *query.where);
  } else {
    out += "all";
  }
  if (!query.order.empty()) out += " (order";
  for (const SortKey& key : query.order) {
    out += !key.stated ? " (default " : key.descending ? " (desc " : " (asc ";
    append_field(out, key.field);
    out += ')';
  }
  if (!query.order.empty()) out += ')';
  out += ')';
  return out;
}

}  // namespace tl::jql
