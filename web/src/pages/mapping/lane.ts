import type { Stage } from './words';

/** The workflow as one sequence: statuses with the two lines between them. A line belongs to the
 *  status right below it: entering that status or a later one crosses the line. */
export type Line = 'start' | 'finish';
export type Entry = { kind: 'status'; id: string } | { kind: 'line'; line: Line };

export interface LaneInput {
  order: readonly string[];
  /** Ids that are listed elsewhere (flagged ones); they keep their place in the order. */
  hidden: ReadonlySet<string>;
  stages: ReadonlyMap<string, Stage>;
  /** A status id; null: where the stages put it. */
  start: string | null;
  finish: string | null;
}

export interface LaneResult {
  order: string[];
  start: string | null;
  finish: string | null;
}

export function entryKey(entry: Entry): string {
  return entry.kind === 'status' ? `s:${entry.id}` : `l:${entry.line}`;
}

const kStarted: readonly Stage[] = ['active', 'review', 'blocked'];
const kEnded: readonly Stage[] = ['done', 'cancelled'];

/** Where the stages put a line: before the first status of work, before the first one of the end. */
export function guessLine(line: Line, input: LaneInput): string | null {
  const wanted = line === 'start' ? kStarted : kEnded;
  const shown = input.order.filter((id) => !input.hidden.has(id));
  return shown.find((id) => wanted.includes(input.stages.get(id) ?? 'queue')) ?? null;
}

/** The id a line stands before, as shown: the wanted one, else the next shown one after it. */
function anchor(line: Line, input: LaneInput): string | null {
  const wanted = line === 'start' ? input.start : input.finish;
  if (wanted === null) return guessLine(line, input);
  const from = input.order.indexOf(wanted);
  if (from < 0) return guessLine(line, input);
  return input.order.slice(from).find((id) => !input.hidden.has(id)) ?? null;
}

/** What is drawn, top to bottom. A line without a status below it stands at the end. */
export function laneOf(input: LaneInput): Entry[] {
  const start = anchor('start', input);
  const finish = anchor('finish', input);
  const entries: Entry[] = [];
  const placed = new Set<Line>();
  const place = (line: Line) => {
    if (!placed.has(line)) entries.push({ kind: 'line', line });
    placed.add(line);
  };
  for (const id of input.order) {
    if (input.hidden.has(id)) continue;
    if (id === finish) place('start');
    if (id === start) place('start');
    if (id === finish) place('finish');
    entries.push({ kind: 'status', id });
  }
  place('start');
  place('finish');
  return entries;
}

/** May the entries stand so? The start line is above the finish line, and work can follow it. */
function allowed(entries: readonly Entry[]): boolean {
  const at = (line: Line) => entries.findIndex((e) => e.kind === 'line' && e.line === line);
  return at('start') < at('finish') && at('start') < entries.length - 2;
}

/** Moves one entry to an index; null when that would not make sense. */
export function moveEntry(entries: readonly Entry[], key: string, to: number): Entry[] | null {
  const from = entries.findIndex((e) => entryKey(e) === key);
  const entry = entries[from];
  if (!entry || to < 0 || to >= entries.length || to === from) return null;
  const rest = entries.filter((_, i) => i !== from);
  const moved = [...rest.slice(0, to), entry, ...rest.slice(to)];
  return allowed(moved) ? moved : null;
}

/** Hidden ids keep their place: right behind the id that came before them. */
function withHidden(shown: readonly string[], input: LaneInput): string[] {
  const order = [...shown];
  input.order.forEach((id, i) => {
    if (!input.hidden.has(id)) return;
    const before = input.order[i - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  });
  return order;
}

function idBelow(entries: readonly Entry[], line: Line): string | null {
  const at = entries.findIndex((e) => e.kind === 'line' && e.line === line);
  const below = entries.slice(at).find((e) => e.kind === 'status');
  return below?.kind === 'status' ? below.id : null;
}

/** Order and lines of what is drawn. A line that stands where the stages put it stays a guess. */
export function readLane(entries: readonly Entry[], input: LaneInput): LaneResult {
  const shown = entries.flatMap((e) => (e.kind === 'status' ? [e.id] : []));
  const order = withHidden(shown, input);
  const read = (line: Line, before: string | null) => {
    const id = idBelow(entries, line);
    return before === null && id === guessLine(line, { ...input, order }) ? null : id;
  };
  return { order, start: read('start', input.start), finish: read('finish', input.finish) };
}

/** Where an entry stands, for a screen reader. */
export function placeWords(
  entries: readonly Entry[],
  key: string,
  nameOf: (id: string) => string,
): string {
  const at = entries.findIndex((e) => entryKey(e) === key);
  const below = entries.slice(at + 1).find((e) => e.kind === 'status');
  if (below?.kind !== 'status') return 'at the end';
  return `before ${nameOf(below.id)}`;
}
