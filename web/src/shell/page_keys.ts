/**
 * What the keys of lists and charts do, by marks in the document: a row says `data-row` (with
 * `data-connection` and `data-key` where it is an issue) and holds a link; a button in it that says
 * `data-row-menu` opens its menu. A chart says `data-chart`; in it, entries of the legend say
 * `data-legend` and the export button says `data-export`.
 */

/** The dialog on top, or the page. */
function region(): ParentNode {
  const dialogs = [...document.querySelectorAll('[role=dialog]')];
  return dialogs.at(-1) ?? document.querySelector('main') ?? document;
}

function rows(): HTMLElement[] {
  return [...region().querySelectorAll<HTMLElement>('[data-row]')].filter(
    (row) => row.getClientRects().length > 0,
  );
}

const kStop = 'a[href], button:not([disabled])';

function stopOf(row: HTMLElement): HTMLElement | null {
  return row.matches(kStop) ? row : row.querySelector<HTMLElement>(kStop);
}

export function currentRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-row]') ?? null;
}

/** Index of the next row: from nowhere to the first, and never beyond the ends. */
export function nextIndex(current: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (current < 0) return step === 1 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + step));
}

/** Moves the focus by one row. */
export function moveRow(step: 1 | -1): boolean {
  const all = rows();
  const here = currentRow();
  const next = all[nextIndex(here ? all.indexOf(here) : -1, step, all.length)];
  if (!next) return false;
  stopOf(next)?.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

export function openRowMenu(): boolean {
  const button = currentRow()?.querySelector<HTMLElement>('[data-row-menu]');
  button?.click();
  return button !== undefined && button !== null;
}

/** The issue of the row that has the focus. */
export function currentIssue(): { connection: string; key: string } | null {
  const { connection, key } = currentRow()?.dataset ?? {};
  return connection && key ? { connection, key } : null;
}

/** The chart that has the focus, else the first one to be seen. */
function currentChart(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-chart]');
  if (focused) return focused;
  const charts = [...region().querySelectorAll<HTMLElement>('[data-chart]')];
  return (
    charts.find((chart) => {
      const box = chart.getBoundingClientRect();
      return box.height > 0 && box.top + box.height / 2 > 0 && box.top < window.innerHeight;
    }) ?? null
  );
}

/** Presses the n-th entry of the legend, counted from 1. */
export function pressLegend(n: number): boolean {
  const entry = currentChart()?.querySelectorAll<HTMLElement>('[data-legend]')[n - 1];
  entry?.click();
  return entry !== undefined;
}

export function pressExport(): boolean {
  const found = currentChart() ?? region();
  const button = found.querySelector<HTMLElement>('[data-export]');
  button?.focus();
  button?.click();
  return button !== null;
}
