import type { MarkTarget } from './model';

/** The same numbers as the picture, as rows. */
export interface Twin {
  /** What the rows are, for those who hear the table. */
  caption: string;
  columns: TwinColumn[];
  rows: TwinRow[];
  /** Said below when not every row is here. */
  more?: string;
}

export interface TwinColumn {
  title: string;
  number?: boolean;
}

export interface TwinRow {
  cells: string[];
  /** What the first cell opens. */
  target?: MarkTarget | null;
}

const kCell = /[\\|]/g;

/** A table for a wiki or a ticket. */
export function markdownOf(twin: Twin, title: string, lines: readonly string[]): string {
  const escape = (text: string) => text.replace(kCell, (c) => `\\${c}`).replace(/\n/g, ' ');
  const row = (cells: string[]) => `| ${cells.map(escape).join(' | ')} |`;
  return [
    `**${title}**`,
    '',
    ...lines.flatMap((line) => [line, '']),
    row(twin.columns.map((c) => c.title)),
    `| ${twin.columns.map((c) => (c.number ? '---:' : '---')).join(' | ')} |`,
    ...twin.rows.map((r) => row(r.cells)),
  ].join('\n');
}
