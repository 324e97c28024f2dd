import type { Mapping } from '../../api/mapping';
import type { Category } from './words';

/** A rule as it is edited; `id` tells rows apart while they move. */
export interface QueryRule {
  id: number;
  query: string;
  category: Category;
}

export type RuleRow = Pick<QueryRule, 'query' | 'category'>;

export function rulesOf(mapping: Mapping): QueryRule[] {
  return mapping.type_queries.map(({ query, category }, id) => ({ id, query, category }));
}

/** What is saved of a list: rows without a query say nothing. */
export function ruleRows(rules: readonly RuleRow[]): RuleRow[] {
  return rules
    .map(({ query, category }) => ({ query: query.trim(), category }))
    .filter((rule) => rule.query !== '');
}

export function sameRules(a: readonly RuleRow[], b: readonly RuleRow[]): boolean {
  return JSON.stringify(ruleRows(a)) === JSON.stringify(ruleRows(b));
}

export function addRule(rules: readonly QueryRule[]): QueryRule[] {
  const id = Math.max(-1, ...rules.map((rule) => rule.id)) + 1;
  return [...rules, { id, query: '', category: 'bug' }];
}

export function removeRule(rules: readonly QueryRule[], id: number): QueryRule[] {
  return rules.filter((rule) => rule.id !== id);
}

export function changeRule(
  rules: readonly QueryRule[],
  id: number,
  part: Partial<RuleRow>,
): QueryRule[] {
  return rules.map((rule) => (rule.id === id ? { ...rule, ...part } : rule));
}

/** One place up or down; the same list at an end. */
export function moveRule(rules: readonly QueryRule[], id: number, step: 1 | -1): QueryRule[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const moved = rules[from];
  const to = from + step;
  if (!moved || to < 0 || to >= rules.length) return [...rules];
  const next = removeRule(rules, id);
  next.splice(to, 0, moved);
  return next;
}
