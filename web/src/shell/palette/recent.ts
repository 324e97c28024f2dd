import type { EntryKind } from './match';

/** What was chosen lately, in this browser. Issues keep their words: no list holds them. */
export interface Recent {
  id: string;
  kind: EntryKind;
  title: string;
  note: string;
}

const kKey = 'tl.palette.recent';
const kMost = 12;

function isRecent(value: unknown): value is Recent {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['id', 'kind', 'title', 'note'].every(
      (name) => typeof (value as Record<string, unknown>)[name] === 'string',
    )
  );
}

/** Reads what is stored; anything strange in it is left out. */
export function parseRecent(text: string | null): Recent[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isRecent).slice(0, kMost) : [];
  } catch {
    return [];
  }
}

/** The list with `chosen` first. */
export function withRecent(list: readonly Recent[], chosen: Recent): Recent[] {
  return [chosen, ...list.filter((each) => each.id !== chosen.id)].slice(0, kMost);
}

export function loadRecent(): Recent[] {
  return parseRecent(localStorage.getItem(kKey));
}

export function saveRecent(chosen: Recent): void {
  localStorage.setItem(kKey, JSON.stringify(withRecent(loadRecent(), chosen)));
}
