import { Button } from '@mantine/core';
import type { IssueRow } from '../../api/client';
import { exact } from '../../lib/format';
import { CopyButton } from '../../ui/copy_button';
import { columns } from './columns';
import type { ColumnId } from './column_order';
import css from './issues.module.css';
import { keysText, markdownTable } from './selection';

interface Props {
  marked: readonly IssueRow[];
  shown: readonly ColumnId[];
  urlOf: (row: IssueRow) => string | null;
  onClear: () => void;
}

/** What can be done with the rows that are marked. */
export function MarkedBar({ marked, shown, urlOf, onClear }: Props) {
  if (marked.length === 0) return null;
  const table = markdownTable(
    marked,
    shown.map((id) => columns[id]),
    urlOf,
  );
  return (
    <div className={css.marked} role="group" aria-label="Marked issues">
      <b role="status">{exact(marked.length)} marked</b>
      <CopyButton text={keysText(marked)} label="Copy keys" />
      <CopyButton text={table} label="Copy as Markdown" />
      <Button variant="subtle" size="compact-sm" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
