import { describe, expect, it } from 'vitest';
import { isPaletteKey, isPlainKey, stepKeys } from './key_rules';
import { nextIndex } from './page_keys';
import { railGroups } from './pages';
import { addShortcuts, shortcutsNow, type Shortcut } from './shortcuts';

const kKnown = new Set(['u', 'g f', 'g s', '?']);

describe('sequences', () => {
  it('wait for their second key', () => {
    expect(stepKeys(null, 'g', kKnown)).toEqual({ found: null, pending: 'g' });
    expect(stepKeys('g', 'f', kKnown)).toEqual({ found: 'g f', pending: null });
  });
  it('end with a key that means nothing, even if it means something alone', () => {
    expect(stepKeys('g', 'u', kKnown)).toEqual({ found: null, pending: null });
  });
  it('leave unknown keys alone', () => {
    expect(stepKeys(null, 'x', kKnown)).toEqual({ found: null, pending: null });
    expect(stepKeys(null, '?', kKnown)).toEqual({ found: '?', pending: null });
  });
});

const press = (
  key: string,
  part: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  getModifierState: (name: string) =>
    name === 'AltGraph' && part.ctrlKey === true && part.altKey === true,
  ...part,
});

describe('keys', () => {
  it('are plain without modifiers, or with AltGr', () => {
    expect(isPlainKey(press('u'))).toBe(true);
    expect(isPlainKey(press('['))).toBe(true);
    expect(isPlainKey(press('[', { ctrlKey: true, altKey: true }))).toBe(true);
    expect(isPlainKey(press('u', { ctrlKey: true }))).toBe(false);
    expect(isPlainKey(press('u', { metaKey: true }))).toBe(false);
    expect(isPlainKey(press('Enter'))).toBe(false);
    expect(isPlainKey(press(' '))).toBe(false);
    expect(isPlainKey({ ...press('u'), isComposing: true })).toBe(false);
  });
  it('open the palette with Ctrl or ⌘, not with both', () => {
    expect(isPaletteKey(press('k', { ctrlKey: true }))).toBe(true);
    expect(isPaletteKey(press('K', { metaKey: true }))).toBe(true);
    expect(isPaletteKey(press('k', { metaKey: true, ctrlKey: true }))).toBe(false);
    expect(isPaletteKey(press('k'))).toBe(false);
  });
});

describe('registered shortcuts', () => {
  const make = (words: string): Shortcut => ({
    keys: 'u',
    words,
    group: 'This page',
    run: () => true,
  });
  it('hold while their page is there; the last wins', () => {
    const below = addShortcuts({ current: [make('below')] });
    const above = addShortcuts({ current: [make('above')] });
    expect(shortcutsNow().get('u')?.words).toBe('above');
    above();
    expect(shortcutsNow().get('u')?.words).toBe('below');
    below();
    expect(shortcutsNow().get('u')).toBeUndefined();
  });
});

it('rows: from nowhere to the first or last, and never beyond the ends', () => {
  expect(nextIndex(-1, 1, 3)).toBe(0);
  expect(nextIndex(-1, -1, 3)).toBe(2);
  expect(nextIndex(2, 1, 3)).toBe(2);
  expect(nextIndex(0, -1, 3)).toBe(0);
  expect(nextIndex(-1, 1, 0)).toBe(-1);
});

it('the rail has each page once, grouped', () => {
  const groups = railGroups();
  expect(groups.map((group) => group.title)).toEqual(['', 'Dashboards', 'Explore', 'Manage']);
  const keys = groups.flatMap((group) => group.pages.map((page) => page.key));
  expect(new Set(keys).size).toBe(keys.length);
});
