import type { ReactNode } from 'react';
import type { ConnectionLedger } from '../../api/ledger';
import { exact, formatAgo, formatInstant, formatUtc } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon, type IconName } from '../../ui/icon';
import css from './ledger.module.css';
import { claimOf, proofsOf, type Proof } from './ledger_words';

const kIcons: Record<Proof['tone'], IconName> = {
  ok: 'check',
  warn: 'alert',
  error: 'alert',
  running: 'sync',
  idle: 'minus',
};

/** The sign beside a claim: a full circle where it is shown. */
export function ClaimMark({ tone, size = 40 }: { tone: Proof['tone']; size?: number }) {
  return (
    <span className={css.mark} data-tone={tone} style={{ width: size, height: size }}>
      <Icon name={kIcons[tone]} size={Math.round(size / 2)} />
    </span>
  );
}

export function Ago({ at, none = 'Never' }: { at: string | null; none?: string }) {
  const now = useNow(10);
  if (!at) return <span className="muted">{none}</span>;
  return (
    <time dateTime={at} title={`${formatInstant(at)} (${formatUtc(at)})`}>
      {formatAgo(at, now)}
    </time>
  );
}

function ProofRow({ proof }: { proof: Proof }) {
  return (
    <li className={css.proof}>
      <ClaimMark tone={proof.tone} size={22} />
      <div>
        <p className={css.proofTitle}>{proof.title}</p>
        <p className={css.proofText}>{proof.text}</p>
      </div>
      <span className={css.proofAt}>
        <Ago at={proof.at} none="not yet" />
      </span>
    </li>
  );
}

function Figure({ n, name, tone }: { n: number; name: string; tone?: 'warn' | undefined }) {
  return (
    <div data-tone={tone}>
      <dt>{name}</dt>
      <dd>{exact(n)}</dd>
    </div>
  );
}

/** The claim, what it rests on from weak to strong, and what it costs. */
export function ClaimCard({ ledger, action }: { ledger: ConnectionLedger; action: ReactNode }) {
  const now = useNow(30);
  const claim = claimOf(ledger, now);
  return (
    <section className={css.claim}>
      <header className={css.claimHead}>
        <ClaimMark tone={claim.tone} />
        <div className={css.claimWords}>
          <h2>{claim.title}</h2>
          <p>{claim.text}</p>
        </div>
        {action}
      </header>
      {ledger.state !== 'files_only' && (
        <>
          <ul className={css.proofs} aria-label="What was shown, and when">
            {proofsOf(ledger).map((proof) => (
              <ProofRow key={proof.id} proof={proof} />
            ))}
          </ul>
          <dl className={css.figures}>
            <Figure
              n={ledger.open}
              name="Open differences"
              tone={ledger.open > 0 ? 'warn' : undefined}
            />
            <Figure n={ledger.healed_7d} name="Healed in 7 days" />
            <Figure n={ledger.requests_24h} name="Requests for it in 24 h" />
          </dl>
        </>
      )}
    </section>
  );
}
