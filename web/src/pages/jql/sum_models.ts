import type { JqlBin, JqlColumn, JqlSummary } from '../../api/jql';
import { numberAxis, slotAxis } from '../../charts/axis';
import type { ChartModel, Mark, MarkTarget, Rect, Rule, Tick } from '../../charts/model';
import type { Twin } from '../../charts/twin';
import { exact, formatPercent, plural } from '../../lib/format';
import { cellWords, oneWord } from './cell_words';
import { binClause, groupClause } from './clauses';

/** A value of the column with its issues. */
export interface GroupRow {
  id: string;
  words: string;
  issues: number;
  /** What narrows the query to it; null where nothing does. */
  clause: string | null;
}

export interface SumContext {
  zone: string;
  reserved?: readonly string[] | undefined;
}

/** All groups as rows; what did not get one of its own comes last. */
export function groupRows(summary: JqlSummary, { zone, reserved }: SumContext): GroupRow[] {
  const rows = (summary.groups ?? []).map((group, i): GroupRow => ({
    id: String(i),
    words: cellWords(group.value, summary.column),
    issues: group.issues,
    clause: groupClause(summary.column, group.value, zone, reserved),
  }));
  const { other = 0 } = summary;
  if (other > 0) rows.push({ id: 'other', words: 'All others', issues: other, clause: null });
  return rows;
}

const targetOf = (clause: string | null): MarkTarget | null =>
  clause === null ? null : { kind: 'clause', jql: clause };

const kMostBars = 24;
const kLongest = 22;
const short = (text: string) => (text.length > kLongest ? `${text.slice(0, kLongest - 1)}…` : text);

function barMark(row: GroupRow, i: number, total: number): Mark {
  return {
    id: row.id,
    ...{ x0: i, x1: i + 1, y0: 0, y1: row.issues },
    shape: 'column',
    words: `${row.words}: ${plural(row.issues, 'issue')}`,
    tip: {
      title: row.words,
      rows: [
        { name: 'Issues', value: exact(row.issues) },
        { name: 'Share', value: formatPercent(row.issues, total) },
      ],
    },
    target: targetOf(row.clause),
  };
}

export function groupModel(rows: readonly GroupRow[], total: number): ChartModel {
  const shown = rows.slice(0, kMostBars);
  const most = Math.max(1, ...shown.map((row) => row.issues));
  const items = shown.map((row, i): Rect => ({
    ...{ x0: i, x1: i + 1, y0: 0, y1: row.issues },
    paint: 'series-1',
    alpha: row.clause === null ? 0.4 : 0.85,
  }));
  return {
    x: slotAxis(shown.map((row) => short(row.words))),
    y: numberAxis({ max: most * 1.08, format: exact, least: 1, title: 'Issues' }),
    layers: [{ kind: 'rects', items, gap: 4, radius: 3 }],
    marks: shown.map((row, i) => barMark(row, i, total)),
    hit: 'column',
  };
}

export function groupTwin(rows: readonly GroupRow[], column: JqlColumn, total: number): Twin {
  return {
    caption: `Issues by ${column.title}`,
    columns: [
      { title: column.title },
      { title: 'Issues', number: true },
      { title: 'Share', number: true },
    ],
    rows: rows.map((row) => ({
      cells: [row.words, exact(row.issues), formatPercent(row.issues, total)],
      target: targetOf(row.clause),
    })),
  };
}

/** `Most are In Review: 34 of 120 (28 %).` */
export function groupSentence(rows: readonly GroupRow[], total: number): string {
  const [first] = rows;
  if (!first || total === 0) return 'No issue to count.';
  const share = formatPercent(first.issues, total);
  return `Most often ${first.words}: ${exact(first.issues)} of ${exact(total)} (${share}).`;
}

/** A place on the axis: a number as it is, a date in milliseconds. */
function placeOf(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at.length === 10 ? `${at}T00:00:00Z` : at);
}

function binWords(bin: JqlBin, column: JqlColumn): string {
  const from = oneWord(bin.from, column.kind);
  const to = oneWord(bin.to, column.kind);
  return from === to ? from : `${from} to ${to}`;
}

/** The edges of the bars, as many as have room for their words. */
function edgeTicks(bins: readonly JqlBin[], column: JqlColumn): (px: number) => Tick[] {
  const edges = [...bins.map((bin) => bin.from), bins.at(-1)?.to ?? 0];
  const texts = edges.map((at) => ({ at: placeOf(at), text: dayWord(oneWord(at, column.kind)) }));
  const widest = Math.max(...texts.map((each) => each.text.length)) * 7 + 18;
  return (px) => {
    const every = Math.max(1, Math.ceil((widest * texts.length) / Math.max(1, px)));
    return texts.filter((_, i) => i % every === 0);
  };
}

/** Without the time of day: there is no room for it below an axis. */
const dayWord = (text: string) => text.replace(/, \d\d:\d\d$/, '');

function quantileRules(summary: JqlSummary): Rule[] {
  const { p50, p85, column } = summary;
  const rule = (
    at: number | string | null | undefined,
    name: string,
    dash: Rule['dash'],
  ): Rule[] =>
    at === null || at === undefined
      ? []
      : [
          {
            axis: 'x',
            at: placeOf(at),
            label: `${name} ${dayWord(oneWord(at, column.kind))}`,
            dash,
          },
        ];
  return [...rule(p50, 'p50', 'solid'), ...rule(p85, 'p85', 'dashed')];
}

export function histogramModel(summary: JqlSummary, zone: string): ChartModel {
  const { bins = [], column } = summary;
  const most = Math.max(1, ...bins.map((bin) => bin.issues));
  const place = (bin: JqlBin) => ({ x0: placeOf(bin.from), x1: placeOf(bin.to) });
  const [low, high] = [placeOf(bins[0]?.from ?? 0), placeOf(bins.at(-1)?.to ?? 1)];
  const known = bins.reduce((sum, bin) => sum + bin.issues, 0);
  const marks = bins.map((bin, i): Mark => ({
    id: String(i),
    ...{ ...place(bin), y0: 0, y1: bin.issues },
    shape: 'column',
    words: `${binWords(bin, column)}: ${plural(bin.issues, 'issue')}`,
    tip: {
      title: binWords(bin, column),
      rows: [
        { name: 'Issues', value: exact(bin.issues) },
        { name: 'Share', value: formatPercent(bin.issues, known) },
      ],
    },
    target: bin.issues === 0 ? null : targetOf(binClause(column, bin, i === bins.length - 1, zone)),
  }));
  return {
    x: {
      kind: 'linear',
      min: low,
      max: Math.max(high, low + 1e-9),
      ticks: edgeTicks(bins, column),
    },
    y: numberAxis({ max: most * 1.12, format: exact, least: 1, title: 'Issues' }),
    layers: [
      {
        kind: 'rects',
        items: bins.map((bin): Rect => ({
          ...{ ...place(bin), y0: 0, y1: bin.issues },
          paint: 'series-1',
          alpha: 0.85,
        })),
        gap: 1,
        radius: 2,
      },
      { kind: 'rules', items: quantileRules(summary) },
    ],
    marks,
    hit: 'column',
  };
}

export function histogramTwin(summary: JqlSummary, zone: string): Twin {
  const { bins = [], column, empty = 0 } = summary;
  const known = bins.reduce((sum, bin) => sum + bin.issues, 0);
  return {
    caption: `Issues by ${column.title}`,
    columns: [
      { title: column.title },
      { title: 'Issues', number: true },
      { title: 'Share', number: true },
    ],
    rows: bins.map((bin, i) => ({
      cells: [binWords(bin, column), exact(bin.issues), formatPercent(bin.issues, known)],
      target:
        bin.issues === 0 ? null : targetOf(binClause(column, bin, i === bins.length - 1, zone)),
    })),
    ...(empty > 0 && { more: `${plural(empty, 'issue')} without a value` }),
  };
}

/** `Half are below 3.1 d, 85 % below 9.4 d (n 231).` */
export function histogramSentence(summary: JqlSummary): string {
  const { bins = [], p50, p85, column } = summary;
  const n = bins.reduce((sum, bin) => sum + bin.issues, 0);
  if (n === 0) return 'No issue has a value here.';
  const parts = [
    p50 !== null && p50 !== undefined && `half are up to ${oneWord(p50, column.kind)}`,
    p85 !== null && p85 !== undefined && `85 % up to ${oneWord(p85, column.kind)}`,
  ].filter((part): part is string => typeof part === 'string');
  const words = parts.join(', ');
  return words === ''
    ? `${plural(n, 'issue')} with a value.`
    : `${words.charAt(0).toUpperCase()}${words.slice(1)} (n ${exact(n)}).`;
}
