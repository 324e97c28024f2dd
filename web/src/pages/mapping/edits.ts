import type { Mapping, MappingChange } from '../../api/mapping';
import { guessLine, type LaneInput } from './lane';
import { ruleRows, rulesOf, sameRules, type QueryRule, type RuleRow } from './query_edits';
import { categoryWords, needsLook, stageWords, type Category, type Stage } from './words';

/** What a person changed and has not saved. null is "guess again". A member that equals what is
 *  saved is not kept, so that the count of changes is true. */
export interface Edits {
  types: Record<string, Category | null>;
  statuses: Record<string, Stage | null>;
  resolutions: Record<string, boolean | null>;
  /** Rules by query: the whole list. */
  queries?: QueryRule[];
  order?: string[];
  start?: string | null;
  finish?: string | null;
}

export const kNoEdits: Edits = { types: {}, statuses: {}, resolutions: {} };

type Table = 'types' | 'statuses' | 'resolutions';
type Value = Category | Stage | boolean | null;

function savedValue(mapping: Mapping, table: Table, id: string): Value | undefined {
  if (table === 'types') {
    const row = mapping.types.find((t) => t.id === id);
    return row?.category;
  }
  if (table === 'statuses') return mapping.statuses.find((s) => s.id === id)?.stage;
  return mapping.resolutions.find((r) => r.id === id)?.cancels;
}

function byPerson(mapping: Mapping, table: Table, id: string): boolean {
  const rows: { id: string; origin: string }[] = mapping[table];
  return rows.find((row) => row.id === id)?.origin === 'person';
}

/** A status without a category is saved even when its guess is right: that is the person's word. */
function confirms(mapping: Mapping, table: Table, id: string): boolean {
  const rows = table === 'types' ? mapping.types : table === 'statuses' ? mapping.statuses : [];
  const row = rows.find((r) => r.id === id);
  return row !== undefined && needsLook(row);
}

/** Sets one row; back at what is saved, the edit goes. */
export function setValue(
  edits: Edits,
  mapping: Mapping,
  table: Table,
  id: string,
  value: Value,
): Edits {
  const rest = Object.fromEntries(Object.entries(edits[table]).filter(([key]) => key !== id));
  const saved = savedValue(mapping, table, id);
  const idle =
    value === null
      ? !byPerson(mapping, table, id)
      : value === saved && !confirms(mapping, table, id);
  return { ...edits, [table]: idle ? rest : { ...rest, [id]: value } };
}

/** Gives up the choice for a row that needs a look. */
export function dropValue(edits: Edits, table: Table, id: string): Edits {
  const rest = Object.fromEntries(Object.entries(edits[table]).filter(([key]) => key !== id));
  return { ...edits, [table]: rest };
}

export function stagesNow(mapping: Mapping, edits: Edits): Map<string, Stage> {
  return new Map(mapping.statuses.map((s) => [s.id, edits.statuses[s.id] ?? s.stage]));
}

export function hiddenStatuses(mapping: Mapping): Set<string> {
  return new Set(mapping.statuses.filter(needsLook).map((s) => s.id));
}

/** The workflow with the edits on it. */
export function laneInput(mapping: Mapping, edits: Edits): LaneInput {
  return {
    order: edits.order ?? mapping.statuses.map((s) => s.id),
    hidden: hiddenStatuses(mapping),
    stages: stagesNow(mapping, edits),
    start: edits.start === undefined ? mapping.start_line : edits.start,
    finish: edits.finish === undefined ? mapping.finish_line : edits.finish,
  };
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, i) => id === b[i]);

/** Takes over order and lines; what equals the saved state is no edit. */
export function setLane(
  edits: Edits,
  mapping: Mapping,
  lane: { order: string[]; start: string | null; finish: string | null },
): Edits {
  const next: Edits = {
    types: edits.types,
    statuses: edits.statuses,
    resolutions: edits.resolutions,
    ...(edits.queries && { queries: edits.queries }),
  };
  const saved = mapping.statuses.map((s) => s.id);
  if (!same(lane.order, saved)) next.order = lane.order;
  if (lane.start !== mapping.start_line) next.start = lane.start;
  if (lane.finish !== mapping.finish_line) next.finish = lane.finish;
  return next;
}

/** Another list of rules; null: as saved. */
export function withRules(edits: Edits, queries: QueryRule[] | null): Edits {
  const next = { ...edits };
  delete next.queries;
  return queries === null ? next : { ...next, queries };
}

export interface Change {
  what: string;
  from: string;
  to: string;
}

const kGuessWords = 'guess again';

function yesNo(cancels: boolean): string {
  return cancels ? 'cancels' : 'finishes';
}

function rowChanges(mapping: Mapping, edits: Edits): Change[] {
  const types = mapping.types.flatMap((row) => {
    const to = edits.types[row.id];
    if (to === undefined) return [];
    return [change(row.name, categoryWords[row.category], to && categoryWords[to])];
  });
  const statuses = mapping.statuses.flatMap((row) => {
    const to = edits.statuses[row.id];
    if (to === undefined) return [];
    return [change(row.name, stageWords[row.stage], to && stageWords[to])];
  });
  const resolutions = mapping.resolutions.flatMap((row) => {
    const to = edits.resolutions[row.id];
    if (to === undefined) return [];
    return [change(row.name, yesNo(row.cancels), to === null ? null : yesNo(to))];
  });
  return [...types, ...statuses, ...resolutions];
}

function change(what: string, from: string, to: string | null): Change {
  return { what, from, to: to ?? kGuessWords };
}

function lineWords(mapping: Mapping, id: string | null): string {
  if (id === null) return 'where the stages put it';
  return `before ${mapping.statuses.find((s) => s.id === id)?.name ?? id}`;
}

function rulesWords(rules: readonly RuleRow[]): string {
  const rows = ruleRows(rules);
  const one = (rule: RuleRow) => `${rule.query} → ${categoryWords[rule.category]}`;
  return rows.length === 0 ? 'none' : rows.map(one).join('; ');
}

/** All edits as words, in the order of the page. */
export function changesOf(mapping: Mapping, edits: Edits): Change[] {
  const found = rowChanges(mapping, edits);
  if (edits.queries && !sameRules(edits.queries, mapping.type_queries)) {
    found.push({
      what: 'Rules by query',
      from: rulesWords(mapping.type_queries),
      to: rulesWords(edits.queries),
    });
  }
  if (edits.order) found.push({ what: 'Order of statuses', from: 'as saved', to: 'changed' });
  const lines = [
    ['Start line', mapping.start_line, edits.start],
    ['Finish line', mapping.finish_line, edits.finish],
  ] as const;
  for (const [what, from, to] of lines) {
    if (to === undefined) continue;
    found.push({ what, from: lineWords(mapping, from), to: lineWords(mapping, to) });
  }
  return found;
}

/** What the server is told: only what changed; what is left out stays as it is there. */
export function bodyOf(edits: Edits): MappingChange {
  return {
    types: edits.types,
    statuses: edits.statuses,
    resolutions: edits.resolutions,
    ...(edits.order && { order: edits.order }),
    ...(edits.start !== undefined && { start_line: edits.start }),
    ...(edits.finish !== undefined && { finish_line: edits.finish }),
    ...(edits.queries && { type_queries: ruleRows(edits.queries) }),
  };
}

function before<T>(
  rows: readonly { id: string; origin: string }[],
  edited: Record<string, unknown>,
  value: (id: string) => T,
): Record<string, T | null> {
  const known = rows.filter((row) => row.id in edited);
  return Object.fromEntries(
    known.map((row) => [row.id, row.origin === 'person' ? value(row.id) : null]),
  );
}

/** The change that brings back what was saved before `edits`. */
export function inverseOf(mapping: Mapping, edits: Edits): MappingChange {
  const type = (id: string) => mapping.types.find((t) => t.id === id)?.category ?? 'other';
  const stage = (id: string) => mapping.statuses.find((s) => s.id === id)?.stage ?? 'queue';
  const cancels = (id: string) => mapping.resolutions.find((r) => r.id === id)?.cancels ?? false;
  return {
    types: before(mapping.types, edits.types, type),
    statuses: before(mapping.statuses, edits.statuses, stage),
    resolutions: before(mapping.resolutions, edits.resolutions, cancels),
    ...(edits.order && { order: mapping.statuses.map((s) => s.id) }),
    ...(edits.start !== undefined && { start_line: mapping.start_line }),
    ...(edits.finish !== undefined && { finish_line: mapping.finish_line }),
    ...(edits.queries && { type_queries: ruleRows(mapping.type_queries) }),
  };
}

/** What somebody else changed between two states of the mapping. */
export function differences(mine: Mapping, theirs: Mapping): Change[] {
  const edits: Edits = { types: {}, statuses: {}, resolutions: {} };
  for (const row of theirs.types) edits.types[row.id] = row.category;
  for (const row of theirs.statuses) edits.statuses[row.id] = row.stage;
  for (const row of theirs.resolutions) edits.resolutions[row.id] = row.cancels;
  const rows = rowChanges(mine, edits).filter((c) => c.from !== c.to);
  const order = theirs.statuses.map((s) => s.id);
  const lane = setLane(kNoEdits, mine, {
    order,
    start: theirs.start_line,
    finish: theirs.finish_line,
  });
  return [...rows, ...changesOf(mine, { ...lane, queries: rulesOf(theirs) })];
}

/** The edits on top of another saved state: ids that are gone and equal values fall away. */
export function rebase(edits: Edits, theirs: Mapping): Edits {
  let next: Edits = kNoEdits;
  const tables: Table[] = ['types', 'statuses', 'resolutions'];
  for (const table of tables) {
    for (const [id, value] of Object.entries(edits[table])) {
      if (savedValue(theirs, table, id) === undefined) continue;
      next = setValue(next, theirs, table, id, value as Value);
    }
  }
  if (edits.queries && !sameRules(edits.queries, theirs.type_queries)) {
    next = { ...next, queries: edits.queries };
  }
  const known = new Set(theirs.statuses.map((s) => s.id));
  const order = edits.order?.filter((id) => known.has(id));
  const added = theirs.statuses.map((s) => s.id).filter((id) => !order?.includes(id));
  return setLane(next, theirs, {
    order: order ? [...order, ...added] : theirs.statuses.map((s) => s.id),
    start: edits.start === undefined ? theirs.start_line : edits.start,
    finish: edits.finish === undefined ? theirs.finish_line : edits.finish,
  });
}

/** Is the line where the stages put it? */
export function lineIsGuess(mapping: Mapping, edits: Edits, line: 'start' | 'finish'): boolean {
  const input = laneInput(mapping, edits);
  const id = line === 'start' ? input.start : input.finish;
  return id === null || id === guessLine(line, input);
}
