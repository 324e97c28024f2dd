import type { IssueRow } from '../../api/client';

/** What is marked in the list, by id; the anchor is where a stretch begins. */
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | null;
}

export const kNothing: Selection = { ids: new Set(), anchor: null };

export function rowId(row: Pick<IssueRow, 'connection' | 'id'>): string {
  return `${row.connection} ${row.id}`;
}

/** Marks or unmarks one; with `extend` everything from the anchor to it. */
export function choose(
  selection: Selection,
  rows: readonly IssueRow[],
  at: number,
  extend: boolean,
): Selection {
  const row = rows[at];
  if (!row) return selection;
  const id = rowId(row);
  const from = rows.findIndex((each) => rowId(each) === selection.anchor);
  if (extend && from >= 0) {
    const ids = new Set(selection.ids);
    const [low, high] = from < at ? [from, at] : [at, from];
    for (const each of rows.slice(low, high + 1)) ids.add(rowId(each));
    return { ids, anchor: selection.anchor };
  }
  const ids = new Set(selection.ids);
  if (ids.has(id)) ids.delete(id);
  else ids.add(id);
  return { ids, anchor: id };
}

/** All loaded, or nothing when all were. */
export function chooseAll(selection: Selection, rows: readonly IssueRow[]): Selection {
  if (rows.length > 0 && rows.every((row) => selection.ids.has(rowId(row)))) return kNothing;
  return { ids: new Set(rows.map(rowId)), anchor: selection.anchor };
}

export function chosenRows(selection: Selection, rows: readonly IssueRow[]): IssueRow[] {
  return rows.filter((row) => selection.ids.has(rowId(row)));
}

export function keysText(rows: readonly IssueRow[]): string {
  return rows.map((row) => row.key).join(', ');
}

const escaped = (text: string) => text.replace(/[\\|]/g, (c) => `\\${c}`).replace(/\s+/g, ' ');

/** A table for a wiki or a pull request; the key is a link where Jira's address is known. */
export function markdownTable(
  rows: readonly IssueRow[],
  columns: readonly { title: string; text: (row: IssueRow) => string }[],
  urlOf: (row: IssueRow) => string | null,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['Key', ...columns.map((c) => escaped(c.title))];
  const body = rows.map((row) => {
    const url = urlOf(row);
    const key = url === null ? row.key : `[${row.key}](${url})`;
    return line([key, ...columns.map((c) => escaped(c.text(row)))]);
  });
  return [line(head), line(head.map(() => '---')), ...body].join('\n');
}
