import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { connectionsQuery } from '../api/connections';
import { copyLink } from '../scope/links';
import { useToday } from '../scope/use_question';
import type { RawSearch } from '../lib/list_codec';
import { isPaletteKey, isPlainKey, isTyping, stepKeys } from './key_rules';
import { currentIssue, moveRow, openRowMenu, pressExport, pressLegend } from './page_keys';
import { kPages } from './pages';
import { shortcutsNow, singleKeysOn, useShortcuts, type Shortcut } from './shortcuts';
import { toast } from './toasts';

const kSequenceMs = 1500;

function dialogOpen(): boolean {
  return document.querySelector('[role=dialog][aria-modal=true]') !== null;
}

/** Runs the shortcut that a key completes; returns the first key of a sequence that waits. */
function runKey(event: KeyboardEvent, pending: string | null): string | null {
  if (event.defaultPrevented || !singleKeysOn() || !isPlainKey(event) || isTyping(event.target)) {
    return null;
  }
  const now = shortcutsNow();
  const step = stepKeys(pending, event.key, new Set(now.keys()));
  const found = step.found === null ? undefined : now.get(step.found);
  if (found && (found.inDialog === true || !dialogOpen()) && found.run() !== false) {
    event.preventDefault();
  }
  return dialogOpen() ? null : step.pending;
}

/** What was typed after Ctrl K while the palette was still on its way; null: it is not. */
let typedAhead: string | null = null;

/** What was typed ahead so far. */
export function typedSoFar(): string {
  return typedAhead ?? '';
}

/** The palette is here, or will not come: keys go their usual way again. */
export function stopKeeping(): void {
  typedAhead = null;
}

/** Keeps letters for the palette that is being loaded. */
export function keepTyping(): void {
  typedAhead = '';
}

function keepKey(event: KeyboardEvent): boolean {
  if (typedAhead === null || event.ctrlKey || event.metaKey) return false;
  if (event.key === 'Escape') typedAhead = null;
  else if (event.key === 'Backspace') typedAhead = typedAhead.slice(0, -1);
  else if (event.key.length === 1) typedAhead += event.key;
  event.preventDefault();
  return true;
}

/** Listens for keys; returns the first key of a sequence while its second is awaited. */
export function useKeyListener(onPalette: () => void): string | null {
  const [pending, setPending] = useState<string | null>(null);
  const state = useRef({ pending, onPalette });
  useEffect(() => {
    state.current = { pending, onPalette };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        return state.current.onPalette();
      }
      if (keepKey(event)) return;
      if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
      const next = runKey(event, state.current.pending);
      state.current.pending = next;
      clearTimeout(timer);
      if (next !== null) timer = setTimeout(() => setPending(null), kSequenceMs);
      setPending(next);
    };
    document.addEventListener('keydown', listen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', listen);
    };
  }, []);
  return pending;
}

/** Opens the issue of the focused row, or of the present page, in its Jira. */
function useOpenInJira(): () => boolean {
  const queries = useQueryClient();
  const router = useRouter();
  return () => {
    const row = currentIssue();
    const shown = document.querySelector<HTMLAnchorElement>('main a[data-jira]');
    if (!row && shown && router.state.location.pathname.startsWith('/issues/')) {
      shown.click();
      return true;
    }
    if (!row) return false;
    const found = queries
      .getQueryData(connectionsQuery.queryKey)
      ?.find((connection) => connection.id === row.connection);
    if (!found?.base_url) return false;
    const base = found.base_url.replace(/\/$/, '');
    window.open(`${base}/browse/${encodeURIComponent(row.key)}`, '_blank', 'noopener');
    return true;
  };
}

function listKeys(openInJira: () => boolean): Shortcut[] {
  const common = { group: 'Lists', inDialog: true } as const;
  return [
    { ...common, keys: 'j', words: 'Next row', run: () => moveRow(1) },
    { ...common, keys: 'k', words: 'Previous row', run: () => moveRow(-1) },
    { ...common, keys: 'o', words: 'Open the issue in Jira', run: openInJira },
    { ...common, keys: '.', words: 'Menu of the row', run: openRowMenu },
  ];
}

function chartKeys(): Shortcut[] {
  const legend = Array.from({ length: 9 }, (_, i) => ({
    keys: String(i + 1),
    words: 'Show or hide an entry of the legend',
    group: 'Charts' as const,
    quiet: i > 0,
    run: () => pressLegend(i + 1),
  }));
  return [
    { keys: 'e', words: 'Export the chart or list', group: 'Charts', run: pressExport },
    ...legend,
  ];
}

/** The keys that hold on every page. */
export function useShellKeys(onSheet: () => void): void {
  const router = useRouter();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const today = useToday();
  const openInJira = useOpenInJira();
  const copy = () => {
    const { pathname, search } = router.state.location;
    void copyLink(pathname, search as RawSearch, today);
  };
  const refresh = () => {
    void queries.invalidateQueries();
    toast('Asking again for what is on the screen.');
  };
  const go = kPages.map((page): Shortcut => ({
    keys: `g ${page.key}`,
    words: page.word,
    group: 'Go to',
    run: () => void navigate({ to: page.to }),
  }));
  useShortcuts([
    { keys: '?', words: 'All keys', group: 'Everywhere', run: onSheet },
    { keys: 'c', words: 'Copy a link to this', group: 'Everywhere', run: copy },
    { keys: 'r', words: 'Refresh', group: 'Everywhere', run: refresh },
    ...go,
    ...chartKeys(),
    ...listKeys(openInJira),
  ]);
}
