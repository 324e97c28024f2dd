import type { ConnectionLedger } from '../../api/ledger';
import { exact, plural } from '../../lib/format';
import { SettingCard } from '../../ui/setting';
import { ClaimMark } from './claim_card';
import css from './ledger.module.css';
import { balancesOf, balanceWords, type Balance } from './ledger_words';

function Bar({ balance }: { balance: Balance }) {
  const whole = Math.max(1, balance.whole.n);
  return (
    <span className={css.bar} aria-hidden="true">
      {balance.parts
        .filter((part) => part.n > 0)
        .map((part, i) => (
          <span
            key={part.name}
            data-bad={part.bad ?? undefined}
            data-first={i === 0 || undefined}
            style={{ width: `${Math.max(0.6, (part.n / whole) * 100)}%` }}
          />
        ))}
    </span>
  );
}

function BalanceRow({ balance }: { balance: Balance }) {
  const { title, whole, parts, balanced } = balance;
  return (
    <li className={css.balance} data-bad={!balanced || undefined}>
      <div className={css.balanceHead}>
        <ClaimMark tone={balanced ? 'ok' : 'error'} size={22} />
        <h3>{title}</h3>
        <p>{balanceWords(balance)}</p>
      </div>
      <Bar balance={balance} />
      <p className={css.equation}>
        <span>
          <b>{exact(whole.n)}</b> {whole.name}
        </span>
        <span aria-label="equals">=</span>
        {parts.map((part, i) => (
          <span key={part.name} data-bad={part.bad ?? undefined}>
            {i > 0 && <span className={css.plus}>+ </span>}
            <b>{exact(part.n)}</b> {part.name}
          </span>
        ))}
      </p>
    </li>
  );
}

/** From step to step nothing may fall out: what went in is the sum of what came out. */
export function BalanceCard({ ledger }: { ledger: ConnectionLedger }) {
  const { repeats } = ledger.arrivals;
  return (
    <SettingCard
      title="From step to step"
      lead="What went in must be the sum of what came out. It is counted where it is stored, so that a crash cannot hide anything."
    >
      <ul>
        {balancesOf(ledger).map((balance) => (
          <BalanceRow key={balance.title} balance={balance} />
        ))}
      </ul>
      {repeats > 0 && (
        <p className={css.balanceFoot}>
          Jira sent some of the deliveries more than once: {plural(repeats, 'repeat')}, counted with
          the first.
        </p>
      )}
    </SettingCard>
  );
}
