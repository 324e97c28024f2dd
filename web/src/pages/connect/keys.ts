/** Project keys as people type and paste them. */

export interface TypedKeys {
  keys: string[];
  wrong: string[];
}

/** Keys with commas, semicolons, spaces or line ends between them; each once, in upper case. */
export function parseKeys(text: string): TypedKeys {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const keys = new Set<string>();
  const wrong = new Set<string>();
  for (const part of parts) {
    const key = part.toUpperCase();
    if (/^[A-Z][A-Z0-9_]{0,254}$/.test(key)) keys.add(key);
    else wrong.add(part);
  }
  return { keys: [...keys], wrong: [...wrong] };
}

/** In lots, as the server takes them. */
export function inLots<T>(items: readonly T[], size: number): T[][] {
  const lots: T[][] = [];
  for (let at = 0; at < items.length; at += size) lots.push(items.slice(at, at + size));
  return lots;
}

/** `PAY, OPS and 7 more`, for a sentence. */
export function nameKeys(keys: readonly string[], most = 6): string {
  if (keys.length <= most) return keys.join(', ');
  return `${keys.slice(0, most).join(', ')} and ${keys.length - most} more`;
}
