#include "jql/ast.h"

namespace tl::jql {

bool Operand::operator==(const Operand& other) const {
  if (kind != other.kind) return false;
  switch (kind) {
    case OperandKind::kEmpty:
      return true;
    case OperandKind::kNumber:
      return number == other.number;
    case OperandKind::kText:
      return text == other.text;
    case OperandKind::kFunction:
      return text == other.text && items == other.items;
    case OperandKind::kList:
      return items == other.items;
  }
  return false;
}

std::string_view to_text(Operator op) {
  switch (op) {
    case Operator::kEquals:
      return "=";
    case Operator::kNotEquals:
      return "!=";
    case Operator::kGreater:
      return ">";
    case Operator::kGreaterEquals:
      return ">=";
    case Operator::kLess:
      return "<";
    case Operator::kLessEquals:
      return "<=";
    case Operator::kLike:
      return "~";
    case Operator::kNotLike:
      return "!~";
    case Operator::kIn:
      return "in";
    case Operator::kNotIn:
      return "not in";
    case Operator::kIs:
      return "is";
    case Operator::kIsNot:
      return "is not";
    case Operator::kWas:
      return "was";
    case Operator::kWasNot:
      return "was not";
    case Operator::kWasIn:
      return "was in";
    case Operator::kWasNotIn:
      return "was not in";
    case Operator::kChanged:
      return "changed";
  }
  return "=";
}

std::string_view to_text(PredicateKind kind) {
  switch (kind) {
    case PredicateKind::kAfter:
      return "after";
    case PredicateKind::kBefore:
      return "before";
    case PredicateKind::kOn:
      return "on";
    case PredicateKind::kDuring:
      return "during";
    case PredicateKind::kBy:
      return "by";
    case PredicateKind::kFrom:
      return "from";
    case PredicateKind::kTo:
      return "to";
  }
  return "after";
}

}  // namespace tl::jql
