import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useLedger, type LedgerRow } from '../../api/ledger';
import { exact, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { LinkButton } from '../../ui/link_button';
import { Card } from '../../ui/page';
import { ErrorPanel, Loading } from '../../ui/state_panel';
import { AlarmBox } from './alarms';
import { ClaimMark } from './claim_card';
import css from './overview_card.module.css';
import { gapWords, nameOf, sortRows } from './ledger_rows';
import { claimOf, rowState } from './ledger_words';

const kMost = 3;

/** The few that need a look; nothing where all is well. */
function Worst({ rows, id }: { rows: readonly LedgerRow[]; id: string }) {
  const bad = sortRows(rows, { by: 'state', down: false }).filter(
    (row) => row.state === 'differs' || row.state === 'cannot',
  );
  if (bad.length === 0) return null;
  return (
    <ul className={css.worst}>
      {bad.slice(0, kMost).map((row) => (
        <li key={row.account}>
          <Link
            to="/integrations/$id"
            params={{ id }}
            search={{ tab: 'ledger', project: row.account }}
            className={css.key}
          >
            {nameOf(row)}
          </Link>
          <span>
            {rowState(row).word}
            {gapWords(row) && `: ${gapWords(row)}`}
          </span>
        </li>
      ))}
      {bad.length > kMost && <li>and {exact(bad.length - kMost)} more</li>}
    </ul>
  );
}

/** On the overview: the claim in one sentence, and the way to what it rests on. */
export default function LedgerCard({ connection }: { connection: Connection }) {
  const ledger = useLedger(connection.id);
  const now = useNow(30);
  const { data } = ledger;
  if (!data) {
    return (
      <Card>
        {ledger.isPending ? (
          <Loading what="the ledger" height={136} />
        ) : (
          <ErrorPanel error={ledger.error} onRetry={() => void ledger.refetch()} />
        )}
      </Card>
    );
  }
  const claim = claimOf(data, now);
  return (
    <>
      <AlarmBox alarms={data.alarms} />
      <section className={css.card}>
        <ClaimMark tone={claim.tone} />
        <div className={css.words}>
          <h2>{claim.title}</h2>
          <p>{claim.text}</p>
          <Worst rows={data.rows} id={connection.id} />
          <p className={css.facts}>
            <span>
              {exact(data.proven_projects)} of {plural(data.projects, 'project')} proven equal
            </span>
            <span>{plural(data.open, 'open difference')}</span>
            <span>{exact(data.healed_7d)} healed in 7 days</span>
          </p>
        </div>
        <LinkButton
          to="/integrations/$id"
          params={{ id: connection.id }}
          search={{ tab: 'ledger' }}
          variant="default"
          size="compact-md"
        >
          See every project
        </LinkButton>
      </section>
    </>
  );
}
