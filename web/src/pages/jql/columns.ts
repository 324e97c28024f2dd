import type { JqlField, JqlLanguage } from '../../api/jql';
import type { Sorting } from '../../jql/edits';
import { kMostColumns } from './jql_state';

/** A column by its name: a field, or a field with an argument in brackets. */
export interface ColumnName {
  field: string;
  /** '' without one. */
  argument: string;
}

export function parseColumn(column: string): ColumnName {
  const match = /^([^[\]]+)\[(.*)\]$/s.exec(column);
  return match
    ? { field: match[1] ?? '', argument: match[2] ?? '' }
    : { field: column, argument: '' };
}

export function formatColumn({ field, argument }: ColumnName): string {
  return argument === '' ? field : `${field}[${argument}]`;
}

const lower = (text: string) => text.toLowerCase();

/** The field that a name or an alias means. */
export function fieldOf(language: JqlLanguage | undefined, name: string): JqlField | undefined {
  const wanted = lower(parseColumn(name).field);
  return language?.fields.find((field) =>
    [field.name, ...field.aliases].some((each) => lower(each) === wanted),
  );
}

/** Always shown, or too long for a cell. */
const kNoColumns = ['key', 'summary', 'text', 'description', 'environment', 'comment', 'rank'];

/** Fields that can be columns, those that only this program has first. */
export function columnFields(language: JqlLanguage): JqlField[] {
  const fit = language.fields.filter((field) => !kNoColumns.includes(lower(field.name)));
  const rank = (field: JqlField) => (field.computed ? 0 : field.instances ? 2 : 1);
  return fit.sort((a, b) => rank(a) - rank(b));
}

/** Takes a column in at the end, or away. */
export function toggleColumn(columns: readonly string[], column: string): string[] {
  const rest = columns.filter((each) => lower(each) !== lower(column));
  if (rest.length < columns.length) return rest;
  return columns.length >= kMostColumns ? [...columns] : [...columns, column];
}

/** Moves a column by one place; the same list at an end. */
export function moveColumn(columns: readonly string[], column: string, step: 1 | -1): string[] {
  const from = columns.indexOf(column);
  const to = from + step;
  if (from < 0 || to < 0 || to >= columns.length) return [...columns];
  const next = columns.filter((each) => each !== column);
  next.splice(to, 0, column);
  return next;
}

/** How the list is sorted by this column now: 1 up, -1 down, 0 not. */
export function directionOf(
  column: string,
  sort: Sorting | null,
  language: JqlLanguage | undefined,
): 1 | -1 | 0 {
  if (!sort) return 0;
  const [wanted, now] = [parseColumn(column), parseColumn(sort.field)];
  if (lower(wanted.argument) !== lower(now.argument)) return 0;
  const field = fieldOf(language, wanted.field);
  const names = field ? [field.name, ...field.aliases] : [wanted.field];
  if (!names.some((name) => lower(name) === lower(now.field))) return 0;
  return sort.direction === 'asc' ? 1 : -1;
}

const kDownFirst: readonly JqlField['kind'][] = ['instant', 'day', 'number', 'duration'];

/** What a press on the head asks: the natural direction first, then the other one. */
export function nextSort(
  column: string,
  sort: Sorting | null,
  language: JqlLanguage | undefined,
): Sorting {
  const now = directionOf(column, sort, language);
  const kind = fieldOf(language, column)?.kind ?? 'name';
  const down = now === 0 ? kDownFirst.includes(kind) || lower(column) === 'priority' : now === 1;
  return { field: column, direction: down ? 'desc' : 'asc' };
}
