import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Badge, Connection } from '../../api/client';
import { useDifferences, type Difference } from '../../api/ledger';
import { formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Segments } from '../../scope/segments';
import table from '../../ui/data_table.module.css';
import { Icon } from '../../ui/icon';
import { SettingCard } from '../../ui/setting';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { Ago } from './claim_card';
import css from './ledger.module.css';
import type { LedgerState } from './ledger_rows';
import { causeWords, kindWords, lastedWords, subjectWords } from './ledger_words';

const kOpen: Badge = { code: 'connected', tone: 'warn', text: 'Open', line: '' };

/** What is over is quiet, so that what is open stands out. */
function HealedBadge({ difference }: { difference: Difference }) {
  if (difference.healed === null) return <ToneBadge badge={kOpen} />;
  return (
    <span className={css.healed}>
      <Icon name="check" size={13} />
      Healed
    </span>
  );
}

function Subject({ difference, connection }: { difference: Difference; connection: string }) {
  if (!difference.key) return <code>{subjectWords(difference)}</code>;
  return (
    <Link
      to="/issues/$key"
      params={{ key: difference.key }}
      search={{ connection }}
      className={css.key}
    >
      {difference.key}
    </Link>
  );
}

function Row({ difference, connection }: { difference: Difference; connection: string }) {
  const now = useNow(30);
  const { since, how, healed } = difference;
  return (
    <tr>
      <td>
        <Subject difference={difference} connection={connection} />
      </td>
      <td>
        <HealedBadge difference={difference} />
      </td>
      <td data-wide className={css.cause}>
        <b>{kindWords(difference.kind)}</b>
        <p>
          {causeWords(difference.cause)}.{difference.detail && ` ${difference.detail}`}
        </p>
        {how && <p>How it was healed: {how}.</p>}
      </td>
      <td data-wide className={css.cause}>
        <span title={since ? `Changed in Jira ${formatInstant(since)}` : undefined}>
          {lastedWords(difference, now)}
        </span>
        <p>
          Found <Ago at={difference.found} />
          {healed && (
            <>
              , healed <Ago at={healed} />
            </>
          )}
        </p>
      </td>
    </tr>
  );
}

interface Props {
  connection: Connection;
  state: LedgerState;
  onChange: (part: Partial<LedgerState>) => void;
}

function Nothing({ open, onAll }: { open: boolean; onAll: () => void }) {
  return open ? (
    <StatePanel
      compact
      icon="check"
      title="No difference is open"
      action={
        <Button variant="default" onClick={onAll}>
          Show healed ones too
        </Button>
      }
    >
      <p>Whatever was found has been healed.</p>
    </StatePanel>
  ) : (
    <StatePanel compact icon="check" title="No difference was ever found">
      <p>Each would stand here with its cause, how it was healed and how long it lasted.</p>
    </StatePanel>
  );
}

function List({ items, connection }: { items: Difference[]; connection: string }) {
  return (
    <div className={table.scroll} tabIndex={0} role="group" aria-label="Differences">
      <table className={table.table}>
        <caption className="sr">Differences from Jira, newest first</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">State</th>
            <th scope="col">Kind and cause</th>
            <th scope="col">How long</th>
          </tr>
        </thead>
        <tbody>
          {items.map((difference) => (
            <Row key={difference.id} difference={difference} connection={connection} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was found to differ from Jira, why, and how it was healed. Never cleared. */
export function DifferencesCard({ connection, state, onChange }: Props) {
  const { id } = connection;
  const found = useDifferences(id, { account: '', open: state.open });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SettingCard
      title="Differences"
      lead="What was found to differ from Jira. It is read again by itself, and stays listed with its cause."
      side={
        <Segments
          label="Which differences"
          value={state.open ? 'open' : 'all'}
          options={[
            { value: 'all', word: 'All' },
            { value: 'open', word: 'Open' },
          ]}
          onChange={(value) => onChange({ open: value === 'open' })}
        />
      }
    >
      {found.isPending && <Loading what="the differences" height={160} />}
      {found.error && !found.data && (
        <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && items.length === 0 && (
        <Nothing open={state.open} onAll={() => onChange({ open: false })} />
      )}
      {items.length > 0 && <List items={items} connection={id} />}
      {items.length > 0 && (
        <div className={css.foot}>
          <span role="status">
            {plural(items.length, 'difference')}
            {found.hasNextPage ? ' shown' : ', that is all'}
          </span>
          {found.hasNextPage && (
            <Button
              variant="default"
              size="compact-sm"
              loading={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              Show older
            </Button>
          )}
        </div>
      )}
    </SettingCard>
  );
}
