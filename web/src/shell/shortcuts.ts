import { useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * The keys that pages give a meaning to. A page says useShortcuts([...]) and the shell does the
 * rest: it listens, never inside a field that takes text, shows them in the sheet (`?`) and leaves
 * them alone when single keys are switched off (WCAG 2.1.4). Of equal keys, the last mounted wins.
 */
export interface Shortcut {
  /** One key as `event.key` names it (`u`, `[`, `?`), or a sequence (`g f`). */
  keys: string;
  /** What it does, for the sheet. */
  words: string;
  group: ShortcutGroup;
  /** Returns false when there was nothing to do; the key then keeps its usual meaning. */
  run: () => unknown;
  /** Works while a dialog is open too. */
  inDialog?: boolean;
  /** Not in the sheet. */
  quiet?: boolean;
}

export const kShortcutGroups = ['Everywhere', 'Go to', 'This page', 'Charts', 'Lists'] as const;
export type ShortcutGroup = (typeof kShortcutGroups)[number];

interface Holder {
  readonly current: readonly Shortcut[];
}

const holders: Holder[] = [];

/** All shortcuts that hold now, the strongest of equal keys only, in order of mounting. */
export function shortcutsNow(): Map<string, Shortcut> {
  const now = new Map<string, Shortcut>();
  for (const holder of holders) for (const each of holder.current) now.set(each.keys, each);
  return now;
}

export function addShortcuts(holder: Holder): () => void {
  holders.push(holder);
  return () => {
    holders.splice(holders.indexOf(holder), 1);
  };
}

/** Gives keys a meaning while the component is mounted; the list may change with every render. */
export function useShortcuts(list: readonly Shortcut[]): void {
  const holder = useRef(list);
  useEffect(() => {
    holder.current = list;
  });
  useEffect(() => addShortcuts(holder), []);
}

const kOffKey = 'tl.keys';
const listeners = new Set<() => void>();

export function singleKeysOn(): boolean {
  return localStorage.getItem(kOffKey) !== 'off';
}

/** Switches single keys on or off for this browser. */
export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(kOffKey);
  else localStorage.setItem(kOffKey, 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, singleKeysOn);
}
