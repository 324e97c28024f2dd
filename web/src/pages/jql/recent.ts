/** The queries this browser ran last, newest first. */
export interface Recent {
  jql: string;
  /** Milliseconds since the epoch. */
  at: number;
}

const kKey = 'tl.jql.recent';
const kMost = 20;
const kLongest = 2000;

export function parseRecent(text: string | null): Recent[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(found)) return [];
    return (found as unknown[]).flatMap((each) => {
      const { jql, at } = (each ?? {}) as Partial<Recent>;
      return typeof jql === 'string' && typeof at === 'number' ? [{ jql, at }] : [];
    });
  } catch {
    return [];
  }
}

/** One more at the top; the same text once only, and no more than are looked at. */
export function withRecent(list: readonly Recent[], jql: string, at: number): Recent[] {
  if (jql.length > kLongest) return [...list];
  return [{ jql, at }, ...list.filter((each) => each.jql !== jql)].slice(0, kMost);
}

export function loadRecent(): Recent[] {
  return parseRecent(localStorage.getItem(kKey));
}

export function saveRecent(list: readonly Recent[]): void {
  localStorage.setItem(kKey, JSON.stringify(list));
}
