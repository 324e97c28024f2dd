import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useLedger, useProve, type ConnectionLedger } from '../../api/ledger';
import { useMe } from '../../api/session';
import { exact, plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Card } from '../../ui/page';
import { ErrorNote, ErrorPanel, Loading } from '../../ui/state_panel';
import { AlarmBox } from './alarms';
import { BalanceCard } from './balance_card';
import { ClaimCard } from './claim_card';
import { DifferencesCard } from './differences_card';
import css from './ledger.module.css';
import { formatLedger, parseLedger, provedOf, type Asked, type LedgerState } from './ledger_rows';
import { ProjectCard } from './project_card';
import { ProjectPanel } from './project_panel';

type Prove = ReturnType<typeof useProve>;

/** A proof was asked for; its end is seen by newer comparisons of all that was asked. */
function useProving({ id, state }: Connection) {
  const prove = useProve(id);
  const [asked, setAsked] = useState<Asked | null>(null);
  const ledger = useLedger(id, asked !== null);
  const under = asked && ledger.data ? provedOf(ledger.data.rows, asked) : null;
  if (under && (under.done >= under.total || state !== 'active')) setAsked(null);
  const start = (keys: readonly string[]) => {
    const before = new Map(ledger.data?.rows.map((row) => [row.account, row.census]));
    prove.mutate(keys, { onSuccess: () => setAsked({ keys, before }) });
  };
  return { ledger, prove, start, under };
}

/** Why it cannot be proven now; empty when it can. */
function stoppedWords({ state }: Connection): string {
  if (state === 'paused') return 'The connection is paused; resume it to compare with Jira.';
  if (state === 'needs_sign_in')
    return 'Jira rejects the sign-in; replace it to compare with Jira.';
  return '';
}

interface ProveProps {
  connection: Connection;
  prove: Prove;
  under: ReturnType<typeof useProving>['under'];
  onProve: () => void;
}

function ProveNow({ connection, prove, under, onProve }: ProveProps) {
  const stopped = stoppedWords(connection);
  if (stopped) return <p className={css.stopped}>{stopped}</p>;
  return (
    <div className={css.prove}>
      <Button
        loading={prove.isPending}
        aria-disabled={under !== null || undefined}
        variant={under ? 'default' : 'filled'}
        leftSection={<Icon name="check" />}
        onClick={() => !under && onProve()}
      >
        {under ? 'Being proven…' : 'Prove now'}
      </Button>
      <p className="muted small" role="status">
        {under
          ? `${exact(under.done)} of ${plural(under.total, 'project')} so far; this page follows.`
          : 'Compares every issue with Jira, by id and last change.'}
      </p>
    </div>
  );
}

interface ContentProps {
  connection: Connection;
  ledger: ConnectionLedger;
  proving: ReturnType<typeof useProving>;
}

function useLedgerState(id: string) {
  const search = useSearch({ from: '/app/integrations/$id' });
  const navigate = useNavigate();
  const state = parseLedger(search);
  const change = (part: Partial<LedgerState>, replace = false) =>
    void navigate({
      to: '/integrations/$id',
      params: { id },
      search: formatLedger({ ...state, ...part }),
      resetScroll: false,
      replace,
    });
  return { state, change };
}

function Content({ connection, ledger, proving }: ContentProps) {
  const { state, change } = useLedgerState(connection.id);
  const role = useMe().data?.user.role;
  const may = role === 'admin' || role === 'lead';
  const { prove, under, start } = proving;
  const open = ledger.rows.find((row) => row.account === state.project);
  const can = may && stoppedWords(connection) === '' && !under;
  return (
    <>
      <AlarmBox alarms={ledger.alarms} />
      <ClaimCard
        ledger={ledger}
        action={may && <ProveNow {...{ connection, prove, under }} onProve={() => start([])} />}
      />
      {prove.error && <ErrorNote error={prove.error} />}
      {ledger.page_note && <Note tone="info">{ledger.page_note}</Note>}
      <ProjectCard
        rows={ledger.rows}
        state={state}
        connection={connection.id}
        onChange={change}
        onProve={can ? start : undefined}
      />
      <DifferencesCard connection={connection} state={state} onChange={change} />
      <BalanceCard ledger={ledger} />
      <ProjectPanel
        row={open}
        onClose={() => change({ project: '' })}
        onProve={can ? start : undefined}
      />
    </>
  );
}

/** That what is here equals what is in Jira: what was shown, when, and what was found and healed. */
export default function LedgerTab({ connection }: { connection: Connection }) {
  const proving = useProving(connection);
  const { ledger } = proving;
  if (ledger.data) {
    return <Content connection={connection} ledger={ledger.data} proving={proving} />;
  }
  return (
    <Card>
      {ledger.isPending ? (
        <Loading what="the ledger" height={420} />
      ) : (
        <ErrorPanel error={ledger.error} onRetry={() => void ledger.refetch()} />
      )}
    </Card>
  );
}
