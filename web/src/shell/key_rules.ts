/** Which keys mean what: pure, so that it can be tested without a browser. */

export interface KeyStep {
  /** The shortcut that was completed. */
  found: string | null;
  /** The first key of a sequence that waits for its second. */
  pending: string | null;
}

/** What a key means after `pending`, among the shortcuts in `known` (`u`, `g f`). */
export function stepKeys(pending: string | null, key: string, known: ReadonlySet<string>): KeyStep {
  if (pending !== null) {
    const both = `${pending} ${key}`;
    if (known.has(both)) return { found: both, pending: null };
    return { found: null, pending: null };
  }
  if (known.has(key)) return { found: key, pending: null };
  const starts = [...known].some((keys) => keys.startsWith(`${key} `));
  return { found: null, pending: starts ? key : null };
}

interface PressLike {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  getModifierState: (name: string) => boolean;
}

/** A single printable key, typed plainly; AltGr counts as plain (brackets on many keyboards). */
export function isPlainKey(event: PressLike): boolean {
  if (event.key.length !== 1 || event.isComposing || event.metaKey || event.key === ' ') {
    return false;
  }
  return event.getModifierState('AltGraph') || (!event.ctrlKey && !event.altKey);
}

/** Ctrl K, or ⌘ K. */
export function isPaletteKey(event: PressLike & { shiftKey: boolean }): boolean {
  const one = event.ctrlKey !== event.metaKey;
  return one && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';
}

const kPressed = ['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file'];

/** True where letters are text or look something up: there, no single key is taken. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !kPressed.includes(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target.isContentEditable) return true;
  return target.closest('[role=menu],[role=listbox],[role=combobox],[role=textbox]') !== null;
}
