/** Lists in one query parameter: `bug,story`; a comma or backslash inside a value is escaped. */

export function encodeList(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\,]/g, (c) => `\\${c}`)).join(',');
}

export function decodeList(text: string | undefined): string[] {
  if (!text) return [];
  const values: string[] = [];
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\' && i + 1 < text.length) current += text.charAt(++i);
    else if (c === ',') {
      values.push(current);
      current = '';
    } else current += c;
  }
  values.push(current);
  return [...new Set(values.map((value) => value.trim()).filter(Boolean))];
}

/** What the router hands to pages: the query as flat strings. */
export type RawSearch = Record<string, string>;

export function parseQuery(search: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Readable queries: commas and colons stay as they are. */
export function formatQuery(search: Record<string, unknown>): string {
  const parts = Object.entries(search)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
    .map(([key, value]) => `${encodeURIComponent(key)}=${encode(value)}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3A/g, ':');
}

/** Adds or removes one value. */
export function toggle(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}
