/** Finding an entry of the palette by what is typed. Pure; a few thousand entries take about a
 *  millisecond. */

export type EntryKind = 'page' | 'view' | 'project' | 'action' | 'issue';

export interface Findable {
  id: string;
  kind: EntryKind;
  title: string;
  /** Other words it is found by. */
  words?: string;
}

export type Mode = 'all' | 'action' | 'issue';

export interface Typed {
  mode: Mode;
  text: string;
}

/** `>` asks for actions, `#` for issues. */
export function parseTyped(raw: string): Typed {
  const text = raw.trimStart();
  if (text.startsWith('>')) return { mode: 'action', text: text.slice(1).trim() };
  if (text.startsWith('#')) return { mode: 'issue', text: text.slice(1).trim() };
  return { mode: 'all', text: text.trim() };
}

/** The issue key that was typed or pasted, also out of an address (`…/browse/PAY-12`). */
export function keyOf(text: string): string | null {
  const found = /(?:^|\/)([a-z][a-z0-9_]+-[1-9]\d*)(?:[/?#].*)?$/i.exec(text.trim());
  return found?.[1]?.toUpperCase() ?? null;
}

const kPrefix = 100;
const kWordStart = 60;
const kInside = 30;
const kLetters = 8;

function isSubsequence(needle: string, hay: string): boolean {
  let at = 0;
  for (const letter of hay) if (letter === needle[at]) at++;
  return at === needle.length;
}

function scoreToken(token: string, title: string, words: string): number {
  if (title.startsWith(token)) return kPrefix;
  if (title.includes(` ${token}`)) return kWordStart;
  if (title.includes(token)) return kInside;
  if (words.startsWith(token) || words.includes(` ${token}`)) return kInside - 5;
  if (words.includes(token)) return kInside / 2;
  return token.length >= 2 && isSubsequence(token, title) ? kLetters : 0;
}

/** How well an entry fits; 0: not at all. Every word must be found somewhere. */
export function scoreOf(text: string, entry: Findable): number {
  const title = entry.title.toLowerCase();
  const words = (entry.words ?? '').toLowerCase();
  let sum = 0;
  for (const token of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = scoreToken(token, title, words);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

const kRecentBonus = 20;
export const kMostPerKind = 8;

/** The entries that fit, best first; used ones before equals. `recent`: ids, newest first. */
export function findEntries<T extends Findable>(
  entries: readonly T[],
  typed: Typed,
  recent: readonly string[],
): T[] {
  const inMode = entries.filter((each) => (typed.mode === 'all' ? true : typed.mode === each.kind));
  if (typed.text === '') return inMode;
  const found = inMode
    .map((entry) => ({ entry, score: scoreOf(typed.text, entry) }))
    .filter((each) => each.score > 0)
    .map((each) => ({
      ...each,
      score: each.score + (recent.includes(each.entry.id) ? kRecentBonus : 0),
    }));
  found.sort((a, b) => b.score - a.score || a.entry.title.localeCompare(b.entry.title));
  return found.map((each) => each.entry);
}

export interface Group<T> {
  title: string;
  entries: T[];
}

const kTitles: Record<EntryKind, string> = {
  page: 'Pages',
  view: 'Views',
  project: 'Projects',
  action: 'Actions',
  issue: 'Issues',
};

/** Entries by kind; kinds in the order of their best entry. */
export function groupEntries<T extends Findable>(entries: readonly T[]): Group<T>[] {
  const groups = new Map<EntryKind, T[]>();
  for (const entry of entries) {
    const list = groups.get(entry.kind) ?? [];
    if (list.length < kMostPerKind) list.push(entry);
    groups.set(entry.kind, list);
  }
  return [...groups].map(([kind, list]) => ({ title: kTitles[kind], entries: list }));
}
