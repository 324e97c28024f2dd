#include "jql/print.h"

#include "base/text.h"
#include "jql/lexer.h"
#include "jql/reserved.h"

namespace tl::jql {
namespace {

// White space of other scripts, and marks nobody sees: legal in a word, but misleading.
bool is_invisible(char32_t c) {
  return c == 0xA0 || c == 0xAD || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

// Whether the text, unquoted, is one token that means itself.
bool is_plain(std::string_view text) {
  if (text.find('\\') != std::string_view::npos) return false;
  const Token token = Lexer(text).next();
  if (token.kind != TokenKind::kWord || token.span != Span{0, static_cast<uint32_t>(text.size())}) {
    return false;
  }
  for (size_t i = 0; i < text.size();) {
    const auto character = utf8_at(text, i);
    if (!character || is_invisible(character->character)) return false;
    i += character->length;
  }
  return true;
}

void append_escape(std::string& out, char32_t c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\u";
  for (uint32_t shift = 16; shift > 0;) {
    shift -= 4;
    out += kDigits[(c >> shift) & 0xFU];
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (size_t i = 0; i < text.size();) {
    const auto character = utf8_at(text, i);
    const char32_t c = character ? character->character : 0xFFFD;
    const uint32_t length = character ? character->length : 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (!character || is_illegal(c)) {
      append_escape(out, c);
    } else {
      out += text.substr(i, length);
    }
    i += length;
  }
  out += '"';
}

void append_name(std::string& out, std::string_view name) {
  if (is_plain(name)) {
    out += name;
  } else {
    append_quoted(out, name);
  }
}

bool is_number_text(std::string_view text) {
  const Token token = Lexer(text).next();
  return token.kind == TokenKind::kNumber && token.span.begin == 0 && token.span.end == text.size();
}

void append_property(std::string& out, const Property& property) {
  out += '[';
  append_name(out, property.key);
  out += ']';
  for (size_t i = 0; i < property.parts.size(); ++i) {
    if (i > 0) out += ' ';
    append_name(out, property.parts[i]);
  }
  if (property.parts.empty() && !property.path.empty()) append_name(out, property.path);
}

void append_field(std::string& out, const FieldName& field) {
  if (field.custom) {
    out += "cf[" + std::to_string(*field.custom) + "]";
  } else if (is_number_text(field.name) && field.properties.empty()) {
    out += field.name;
  } else {
    append_name(out, field.name);
  }
  for (const Property& property : field.properties) append_property(out, property);
}

void append_operand(std::string& out, const Operand& operand);

void append_list(std::string& out, const Operand& list) {
  std::vector<uint32_t> open_until;
  auto inner = list.inner.begin();
  out += '(';
  for (uint32_t i = 0; i < list.items.size(); ++i) {
    if (i > 0) out += ", ";
    for (; inner != list.inner.end() && inner->begin == i; ++inner) {
      open_until.push_back(inner->end);
      out += '(';
    }
    append_operand(out, list.items[i]);
    for (; !open_until.empty() && open_until.back() == i + 1; open_until.pop_back()) out += ')';
  }
  out += ')';
}

void append_arguments(std::string& out, const std::vector<Operand>& arguments) {
  out += '(';
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) out += ", ";
    append_operand(out, arguments[i]);
  }
  out += ')';
}

void append_operand(std::string& out, const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::kText:
      return append_name(out, operand.text);
    case OperandKind::kNumber:
      out += is_number_text(operand.text) ? operand.text : std::to_string(operand.number);
      return;
    case OperandKind::kEmpty:
      out += "EMPTY";
      return;
    case OperandKind::kFunction:
      append_name(out, operand.text);
      return append_arguments(out, operand.items);
    case OperandKind::kList:
      return append_list(out, operand);
  }
}

void append_capitals(std::string& out, std::string_view word) {
  for (const char c : word) {
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
}

void append_clause(std::string& out, const Clause& clause) {
  append_field(out, clause.field);
  out += ' ';
  append_capitals(out, to_text(clause.op));
  if (clause.op != Operator::kChanged) {
    out += ' ';
    append_operand(out, clause.operand);
  }
  for (const Predicate& predicate : clause.predicates) {
    out += ' ';
    append_capitals(out, to_text(predicate.kind));
    out += ' ';
    append_operand(out, predicate.operand);
  }
}

void append_node(std::string& out, const Node& node);

// In parentheses where the text would be read as another tree without them.
void append_child(std::string& out, const Node& child, NodeKind parent) {
  const bool alone = child.kind == NodeKind::kClause || child.kind == NodeKind::kNot ||
                     child.kind == parent ||
                     (parent == NodeKind::kOr && child.kind == NodeKind::kAnd);
  if (!alone) out += '(';
  append_node(out, child);
  if (!alone) out += ')';
}

void append_node(std::string& out, const Node& node) {
  switch (node.kind) {
    case NodeKind::kClause:
      if (node.clause) append_clause(out, *node.clause);
      return;
    case NodeKind::kNot:
      out += "NOT ";
      for (const Node& child : node.children) append_child(out, child, node.kind);
      return;
    case NodeKind::kAnd:
    case NodeKind::kOr:
      for (size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) out += node.kind == NodeKind::kAnd ? " AND " : " OR ";
        append_child(out, node.children[i], node.kind);
      }
  }
}

}  // namespace

std::string render_text(const Query& query) {
  std::string out;
  if (query.where) append_node(out, *query.where);
  for (size_t i = 0; i < query.order.size(); ++i) {
    out += i > 0 ? ", " : query.where ? " ORDER BY " : "ORDER BY ";
    append_field(out, query.order[i].field);
    if (query.order[i].stated) out += query.order[i].descending ? " DESC" : " ASC";
  }
  return out;
}

std::string render_text(const Node& node) {
  std::string out;
  append_node(out, node);
  return out;
}

std::string render_text(const Clause& clause) {
  std::string out;
  append_clause(out, clause);
  return out;
}

std::string quote_if_needed(std::string_view text) {
  std::string out;
  append_name(out, text);
  return out;
}

}  // namespace tl::jql
