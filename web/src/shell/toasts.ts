import { useSyncExternalStore } from 'react';

/** Short messages at the bottom of the window: what happened, and for some seconds a way back. */
export interface Toast {
  id: number;
  text: string;
  tone: 'ok' | 'error';
  action?: { word: string; run: () => void };
  /** Milliseconds on the screen. */
  stays: number;
}

interface Options {
  tone?: Toast['tone'];
  action?: Toast['action'];
  stays?: number;
  /** Called when it leaves without its action having been taken. */
  onGone?: () => void;
}

const kStays = 4000;
export const kUndoStays = 10_000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const gone = new Map<number, () => void>();
const listeners = new Set<() => void>();

function store(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message; returns how to take it away without calling `onGone`. */
export function toast(text: string, options: Options = {}): () => void {
  const { tone = 'ok', action, stays = kStays, onGone } = options;
  const id = ++lastId;
  if (onGone) gone.set(id, onGone);
  store([...toasts.slice(-2), { id, text, tone, stays, ...(action && { action }) }]);
  setTimeout(() => leave(id), stays);
  return () => drop(id);
}

function drop(id: number): void {
  gone.delete(id);
  store(toasts.filter((each) => each.id !== id));
}

/** Takes a message away as if its time were over. */
export function leave(id: number): void {
  const run = gone.get(id);
  drop(id);
  run?.();
}

/** Runs the action of a message; what would have followed its leaving does not. */
export function take(shown: Toast): void {
  drop(shown.id);
  shown.action?.run();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => toasts);
}
