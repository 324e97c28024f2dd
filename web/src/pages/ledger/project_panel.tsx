import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { LedgerRow } from '../../api/ledger';
import { exact, formatInstant, plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { SidePanel } from '../../ui/side_panel';
import { Ago } from './claim_card';
import css from './ledger.module.css';
import { gapWords, nameOf } from './ledger_rows';
import { RowBadge } from './project_card';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const instant = (at: string | null) => (at ? formatInstant(at) : 'Not known');

function Facts({ row }: { row: LedgerRow }) {
  const gap = gapWords(row);
  return (
    <dl className={css.facts}>
      <Fact name="In Jira">{row.theirs === null ? 'Jira does not say' : exact(row.theirs)}</Fact>
      <Fact name="Here">
        {exact(row.ours)}
        {gap && <p className={css.gap}>{gap}</p>}
      </Fact>
      <Fact name="Newest change in Jira">{instant(row.newest_theirs)}</Fact>
      <Fact name="Newest change here">{instant(row.newest_ours)}</Fact>
      <Fact name="Last look">
        <Ago at={row.looked} />
        <p className="muted small">{plural(row.look_requests, 'request')}</p>
      </Fact>
      <Fact name="Last full comparison">
        <Ago at={row.census} />
        <p className="muted small">
          {plural(row.census_requests, 'request')}, {plural(row.compared, 'issue')} compared
        </p>
      </Fact>
      <Fact name="Proven equal up to">{row.proven ? formatInstant(row.proven) : 'Never'}</Fact>
      <Fact name="Open differences">{exact(row.open)}</Fact>
    </dl>
  );
}

interface Props {
  /** Nothing: closed. */
  row: LedgerRow | undefined;
  onClose: () => void;
  onProve: ((keys: readonly string[]) => void) | undefined;
}

/** Everything that is known of one project's completeness. */
export function ProjectPanel({ row, onClose, onProve }: Props) {
  const [last, setLast] = useState(row);
  if (row && row !== last) setLast(row);
  const shown = row ?? last;
  return (
    <SidePanel
      opened={row !== undefined}
      onClose={onClose}
      title={shown && <code>{nameOf(shown)}</code>}
    >
      {shown && (
        <div className={css.panel}>
          <RowBadge row={shown} />
          <p>{shown.text}</p>
          {shown.detail && <p className="muted">{shown.detail}</p>}
          <Facts row={shown} />
          {onProve && shown.key && (
            <div className={css.panelFoot}>
              <Button leftSection={<Icon name="check" />} onClick={() => onProve([shown.key])}>
                Prove {shown.key} now
              </Button>
              <p className="muted small">
                Compares every issue of it with Jira, by id and last change.
              </p>
            </div>
          )}
        </div>
      )}
    </SidePanel>
  );
}
