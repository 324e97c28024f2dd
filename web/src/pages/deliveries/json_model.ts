import { exact, plural } from '../../lib/format';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Null: it is no JSON. */
export function parseBody(text: string): { value: Json } | null {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

export type Branch = Json[] | Record<string, Json>;

export function isBranch(value: Json): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** Name and value of each child, in the order of the text. */
export function childrenOf(value: Branch): [string, Json][] {
  return Array.isArray(value) ? value.map((each, i) => [String(i), each]) : Object.entries(value);
}

/** What a closed branch says of itself: `3 fields`, `1 item`, `empty`. */
export function sizeWords(value: Branch): string {
  const n = childrenOf(value).length;
  if (n === 0) return 'empty';
  return Array.isArray(value) ? plural(n, 'item') : plural(n, 'field');
}

/** What is worth a word beside a closed branch: its key, name or id. */
export function hintOf(value: Branch): string {
  if (Array.isArray(value)) return '';
  for (const name of ['key', 'name', 'displayName', 'value', 'fieldId', 'id']) {
    const found = value[name];
    if (typeof found === 'string' && found.length > 0 && found.length <= 60) return found;
  }
  return '';
}

const kOpenChildren = 30;

/** Open at first: the outer levels, unless they are long. */
export function opensAt(value: Branch, depth: number): boolean {
  const n = childrenOf(value).length;
  return n > 0 && (depth === 0 || (depth === 1 && n <= kOpenChildren));
}

export const kLongText = 300;

/** A leaf as JSON writes it; a long text cut. */
export function leafWords(value: Json, whole: boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (whole || value.length <= kLongText) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, kLongText)).slice(0, -1)}…"`;
}

export function moreWords(value: string): string {
  return `Show all ${exact(value.length)} characters`;
}

/** The text to copy: as it came, indented. */
export function prettyOf(text: string): string {
  const parsed = parseBody(text);
  return parsed ? JSON.stringify(parsed.value, null, 2) : text;
}
