import { quoted } from './quote';
import { tokensOf, type Token } from './tokens';

/** Small changes to a query's text that a click makes: its order, one more clause. */

export interface Split {
  /** Without ORDER BY. */
  where: string;
  /** From ORDER on; '' without one. */
  order: string;
}

/** Index of the token ORDER of a final ORDER BY; -1 without one. */
function orderIndex(tokens: readonly Token[]): number {
  return tokens.findIndex(
    (token, i) =>
      token.kind === 'keyword' &&
      token.text.toLowerCase() === 'order' &&
      tokens[i + 1]?.text.toLowerCase() === 'by',
  );
}

export function splitOrder(jql: string): Split {
  const tokens = tokensOf(jql);
  const at = tokens[orderIndex(tokens)];
  if (!at) return { where: jql.trim(), order: '' };
  return { where: jql.slice(0, at.from).trim(), order: jql.slice(at.from).trim() };
}

export type Direction = 'asc' | 'desc';

export interface Sorting {
  /** As written, without quotes, its argument in brackets. */
  field: string;
  direction: Direction;
}

const bare = (text: string) =>
  /^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text;

/** The first key of the ORDER BY; null without one. */
export function firstSort(jql: string): Sorting | null {
  const tokens = tokensOf(jql);
  const at = orderIndex(tokens);
  if (at < 0) return null;
  let field = '';
  for (const token of tokens.slice(at + 2)) {
    const word = token.text.toLowerCase();
    if (token.text === ',') break;
    if (token.kind === 'keyword' && (word === 'asc' || word === 'desc')) {
      return { field, direction: word };
    }
    field += bare(token.text);
  }
  return field === '' ? null : { field, direction: 'asc' };
}

/** A column as a query names it: `timeInStatus[In Review]` becomes `timeInStatus["In Review"]`. */
export function columnTerm(column: string, reserved?: readonly string[]): string {
  const match = /^([^[\]]+)\[(.*)\]$/.exec(column);
  if (!match) return quoted(column, reserved);
  const [, name = '', argument = ''] = match;
  return `${quoted(name, reserved)}[${quoted(argument, reserved)}]`;
}

/** The same question in another order. */
export function withSort(jql: string, { field, direction }: Sorting): string {
  const { where } = splitOrder(jql);
  const order = `ORDER BY ${columnTerm(field)} ${direction.toUpperCase()}`;
  return where === '' ? order : `${where} ${order}`;
}

/** Does an OR stand outside all parentheses? Then AND needs them. */
function hasOuterOr(where: string): boolean {
  let depth = 0;
  for (const token of tokensOf(where)) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.kind === 'keyword') {
      if (['or', '|', '||'].includes(token.text.toLowerCase())) return true;
    }
  }
  return false;
}

/** The question with one more condition, before its order. */
export function narrowed(jql: string, clause: string): string {
  const { where, order } = splitOrder(jql);
  const left = hasOuterOr(where) ? `(${where})` : where;
  const whole = left === '' ? clause : `${left} AND ${clause}`;
  return order === '' ? whole : `${whole} ${order}`;
}
