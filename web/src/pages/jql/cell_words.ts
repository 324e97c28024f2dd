import type { JqlCell, JqlColumn } from '../../api/jql';
import { formatDuration } from '../../lib/duration';
import { capitalise, formatDate, formatInstant } from '../../lib/format';
import { parseColumn } from './columns';

/** Cells as plain words: for tables of groups, tips and tests. */

type One = string | number | { name: string };

export function numberWords(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

export function oneWord(value: One, kind: JqlColumn['kind']): string {
  if (typeof value === 'object') return value.name;
  if (typeof value === 'number')
    return kind === 'duration' ? formatDuration(value) : numberWords(value);
  if (kind === 'instant') return formatInstant(value);
  return kind === 'day' ? formatDate(`${value}T00:00:00Z`, 'UTC') : value;
}

/** What an issue without a value is called, by the column. */
export function emptyWords(column: Pick<JqlColumn, 'name' | 'kind'>): string {
  const name = parseColumn(column.name).field.toLowerCase();
  if (name === 'assignee') return 'Nobody';
  if (name === 'resolution') return 'Unresolved';
  return 'No value';
}

export function cellWords(cell: JqlCell, column: JqlColumn): string {
  if (cell === null) return emptyWords(column);
  if (Array.isArray(cell)) return cell.map((each) => oneWord(each, column.kind)).join(', ');
  const words = oneWord(cell, column.kind);
  // The program's own names are written small; people read them as words.
  return ['stage', 'workcategory'].includes(column.name.toLowerCase()) ? capitalise(words) : words;
}
