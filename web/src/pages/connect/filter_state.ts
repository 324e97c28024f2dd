import type { FilterReport } from '../../api/connect';
import { asProblem } from '../../api/problem';
import { exact } from '../../lib/format';

/** A piece of the text, counted in characters of it; `to` is exclusive. */
export interface Span {
  from: number;
  to: number;
}

export type FilterState =
  | { kind: 'none' }
  | { kind: 'checking' }
  | { kind: 'valid'; matches: number | null; of: number | null }
  | { kind: 'empty'; of: number | null }
  | { kind: 'wrong'; place: string; message: string; span: Span | null; suggestion: string }
  | { kind: 'unchecked'; why: string };

interface Asked {
  /** As it stands in the field. */
  jql: string;
  /** As it was asked last: the field, after a pause. */
  settled: string;
  report: FilterReport | undefined;
  error: unknown;
}

/** What is said below a filter (ux 2.3, step 4). */
export function decideFilter({ jql, settled, report, error }: Asked): FilterState {
  const text = jql.trim();
  if (!text) return { kind: 'none' };
  if (text !== settled.trim()) return { kind: 'checking' };
  if (report) return judge(jql, report);
  if (error) return { kind: 'unchecked', why: asProblem(error).title };
  return { kind: 'checking' };
}

function judge(jql: string, report: FilterReport): FilterState {
  if (!report.valid) {
    return {
      kind: 'wrong',
      place: placeWords(report),
      message: report.error,
      span: spanOf(jql, report),
      suggestion: report.suggestion,
    };
  }
  if (report.matches === 0) return { kind: 'empty', of: report.of };
  return { kind: 'valid', matches: report.matches, of: report.of };
}

function placeWords({ line, column }: Pick<FilterReport, 'line' | 'column'>): string {
  if (line === null) return '';
  return column === null ? `Line ${line}` : `Line ${line}, column ${column}`;
}

/** Where character `column` of line `line` (both from 1) stands in the text. */
function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const length = lines[line - 1]?.length ?? 0;
  return Math.min(text.length, before + Math.max(0, Math.min(column - 1, length)));
}

/** The word or quoted text around an offset; at the end of the text the last word. */
function wordAt(text: string, offset: number): Span {
  const quoted = /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|[^\s()",'=!<>~]+|[=!<>~]+|\S/g;
  let last: Span = { from: 0, to: text.length };
  for (const match of text.matchAll(quoted)) {
    const span = { from: match.index, to: match.index + match[0].length };
    if (span.from > offset) return offset < span.from && last.to >= offset ? last : span;
    last = span;
    if (offset < span.to) return span;
  }
  return last;
}

/** The misspelt name as Jira quotes it in its answer, looked up in the text. */
function quotedSpan(text: string, message: string): Span | null {
  for (const match of message.matchAll(/'([^']+)'|"([^"]+)"|“([^”]+)”/g)) {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    const from = text.toLowerCase().indexOf(name.toLowerCase());
    if (name && from >= 0) {
      const open = text.charAt(from - 1);
      const quotes = (open === '"' || open === "'") && text.charAt(from + name.length) === open;
      return quotes
        ? { from: from - 1, to: from + name.length + 1 }
        : { from, to: from + name.length };
    }
  }
  return null;
}

/** The part of the filter that is wrong, as well as Jira tells it; null when it does not. */
export function spanOf(
  jql: string,
  report: Pick<FilterReport, 'error' | 'line' | 'column'>,
): Span | null {
  const named = quotedSpan(jql, report.error);
  if (report.line === null || report.column === null) return named;
  const offset = offsetOf(jql, report.line, report.column);
  if (named && offset >= named.from && offset <= named.to) return named;
  return wordAt(jql, offset);
}

/** Quoted where JQL needs it. */
function quoted(name: string): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** The filter with the wrong part replaced by what was perhaps meant. */
export function applySuggestion(jql: string, span: Span, suggestion: string): string {
  return jql.slice(0, span.from) + quoted(suggestion) + jql.slice(span.to);
}

/** The filter without a final ORDER BY, which admits nothing; quoted text is left alone. */
export function withoutOrder(jql: string): string {
  const bare = jql.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, (text) =>
    '_'.repeat(text.length),
  );
  const at = bare.search(/\border\s+by\b/i);
  return (at < 0 ? jql : jql.slice(0, at)).trim();
}

/** The filter, narrowed to what the first sync would read. */
export function backfillJql(jql: string, days: number, allDays: number): string {
  const own = withoutOrder(jql);
  const recent = days >= allDays ? '' : `(updated >= "-${days}d" OR statusCategory != Done)`;
  if (own && recent) return `(${own}) AND ${recent}`;
  return own || recent || 'created is not EMPTY';
}

export function countWords(matches: number | null, of: number | null): string {
  if (matches === null) return 'Jira does not say how many issues match';
  const noun = matches === 1 ? 'issue matches' : 'issues match';
  return of === null
    ? `${exact(matches)} ${noun}`
    : `${exact(matches)} of ${exact(of)} ${of === 1 ? 'issue matches' : 'issues match'}`;
}

/** One sentence for each state, as it is announced. */
export function filterWords(state: FilterState): string {
  switch (state.kind) {
    case 'none':
      return 'No filter: every issue of the chosen projects.';
    case 'checking':
      return 'Checking…';
    case 'valid':
      return `Valid · ${countWords(state.matches, state.of)}`;
    case 'empty':
      return 'Valid, but matches nothing';
    case 'wrong':
      return state.place ? `${state.place}: ${state.message}` : state.message;
    case 'unchecked':
      return `Cannot be checked now (${state.why}); saved unchecked`;
  }
}
