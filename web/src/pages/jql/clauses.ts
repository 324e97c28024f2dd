import type { JqlBin, JqlCell, JqlColumn } from '../../api/jql';
import { columnTerm } from '../../jql/edits';
import { quoted } from '../../jql/quote';

/** Conditions that a click on a group or a bar adds to a query. */

type One = string | number | { name: string } | null;

function valueOf(cell: One, column: JqlColumn, zone: string, reserved?: readonly string[]): string {
  if (cell === null) return 'EMPTY';
  if (typeof cell === 'object') return quoted(cell.name, reserved);
  if (typeof cell === 'number') {
    return column.kind === 'duration' ? durationLiteral(cell) : String(cell);
  }
  if (column.kind === 'instant') return `"${instantLiteral(cell, zone)}"`;
  if (column.kind === 'day') return `"${cell}"`;
  return quoted(cell, reserved);
}

/** Hours or minutes: days and weeks mean different lengths to different fields. */
export function durationLiteral(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes !== 0 && minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** `2026-11-20 14:05` in the zone that the query is read in. */
export function instantLiteral(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

/** `status = "In Review"`, `assignee IS EMPTY`; null where no condition says it. */
export function groupClause(
  column: JqlColumn,
  cell: JqlCell,
  zone: string,
  reserved?: readonly string[],
): string | null {
  if (Array.isArray(cell)) return null;
  const term = columnTerm(column.name, reserved);
  if (cell === null) return `${term} IS EMPTY`;
  return `${term} = ${valueOf(cell, column, zone, reserved)}`;
}

/** The part of the column's range that a bar stands for. */
export function binClause(column: JqlColumn, bin: JqlBin, last: boolean, zone: string): string {
  const term = columnTerm(column.name);
  const value = (at: number | string) => valueOf(at, column, zone);
  return `${term} >= ${value(bin.from)} AND ${term} ${last ? '<=' : '<'} ${value(bin.to)}`;
}
