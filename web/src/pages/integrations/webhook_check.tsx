import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  useStartWebhookCheck,
  useWebhookCheck,
  type WebhookCheck,
  type WebhookCheckRow,
} from '../../api/deliveries';
import type { Badge, Connection } from '../../api/client';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Disclosure } from '../../ui/disclosure';
import { Note } from '../../ui/note';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { Answers, CurlLine } from '../deliveries/answers';
import css from './webhook_check.module.css';
import { checkRowState, checkWords, isUnderWay, keyProblem, leftWords } from './webhook_words';
import { Checkbox } from '../../ui/library/checkbox';

function RowBadge({ state }: { state: WebhookCheckRow['state'] }) {
  const { word, tone } = checkRowState(state);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

function Row({ row, n }: { row: WebhookCheckRow; n: number }) {
  return (
    <li className={css.row} data-state={row.state}>
      <span className={css.number} aria-hidden="true">
        {n}
      </span>
      <div className={css.words}>
        <p className={css.title}>{row.title}</p>
        {row.detail && <p className={css.line}>{row.detail}</p>}
        {row.remedy && (
          <p className={css.remedy}>
            <b>What to do:</b> {row.remedy}
          </p>
        )}
      </div>
      <RowBadge state={row.state} />
    </li>
  );
}

/** How long it still waits for a real event, counted down. */
function Waiting({ check }: { check: WebhookCheck }) {
  const now = useNow(1);
  if (check.state !== 'waiting' || !check.waits_until || !check.started) return null;
  const start = Date.parse(check.started);
  const end = Date.parse(check.waits_until);
  const gone = Math.min(1, Math.max(0, (now - start) / Math.max(1, end - start)));
  return (
    <div className={css.waiting}>
      <p>
        <b>{leftWords(check.waits_until, now)}</b> left to wait for an event of Jira
      </p>
      <span className={css.bar} aria-hidden="true">
        <span style={{ width: `${(1 - gone) * 100}%` }} />
      </span>
    </div>
  );
}

interface ByIssueProps {
  busy: boolean;
  onStart: (key: string) => void;
}

/** The one thing here that writes to Jira: asks for the issue, and for a yes. */
function ByIssue({ busy, onStart }: ByIssueProps) {
  const [key, setKey] = useState('');
  const [yes, setYes] = useState(false);
  const [tried, setTried] = useState(false);
  const problem = keyProblem(key);
  const name = key.trim().toUpperCase();
  return (
    <Disclosure title="Let Throughline make the event" summary="changes one issue in Jira">
      <form
        className={css.byIssue}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!problem && yes) onStart(name);
        }}
      >
        <p className="muted">
          Without this, the check waits until anybody changes anything in Jira. With it, a label is
          added to the issue that you name and taken away again. Both stand in the history of the
          issue, and under Writes.
        </p>
        <TextInput
          label="Issue to change"
          placeholder="PAY-120"
          value={key}
          error={tried && problem}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <Checkbox
          checked={yes}
          onChange={(event) => setYes(event.currentTarget.checked)}
          error={tried && !problem && !yes && 'Nothing is changed without your yes.'}
          label={`Yes, change ${name && !problem ? name : 'this issue'} in Jira for a moment`}
        />
        <Button type="submit" variant="default" loading={busy}>
          Change it and check
        </Button>
      </form>
    </Disclosure>
  );
}

function Summary({ check }: { check: WebhookCheck }) {
  const now = useNow(10);
  const words = checkWords(check);
  return (
    <p className={css.summary} role="status">
      {words && <b>{words}</b>}
      {check.finished && (
        <span className="muted" title={formatInstant(check.finished)}>
          {' '}
          Checked {formatAgo(check.finished, now)}.
        </span>
      )}
    </p>
  );
}

/**
 * Walks the way of an event from Jira to here, and says at which step it breaks and what to do.
 * `curl`: a line for the Jira host.
 */
export function WebhookCheckCard({ connection, curl }: { connection: Connection; curl: string }) {
  const { data: check } = useWebhookCheck(connection.id, true);
  const start = useStartWebhookCheck(connection.id);
  const underWay = isUnderWay(check);
  const line = check && check.curl !== '' ? check.curl : curl;
  return (
    <SettingCard
      title="Webhook check"
      lead="Calls this server by its public address, looks into Jira’s list, and waits for a real event."
      side={
        <Button
          loading={start.isPending}
          aria-disabled={underWay || undefined}
          variant={underWay ? 'default' : 'filled'}
          onClick={() => !underWay && start.mutate('')}
        >
          {underWay ? 'Under way…' : check && check.state !== 'none' ? 'Check again' : 'Send test'}
        </Button>
      }
    >
      {check && check.state !== 'none' && (
        <>
          <SettingBody>
            <Summary check={check} />
            <Waiting check={check} />
          </SettingBody>
          <ol className={css.rows}>
            {check.rows.map((row, i) => (
              <Row key={row.id} row={row} n={i + 1} />
            ))}
          </ol>
        </>
      )}
      <div className={css.more}>
        {start.error && <ErrorNote error={start.error} />}
        <ByIssue busy={start.isPending} onStart={(key) => start.mutate(key)} />
        {line && (
          <Disclosure
            title="From the Jira host"
            summary="a line to run there, and what its answers mean"
          >
            <div>
              <CurlLine curl={line} />
              <Answers />
            </div>
          </Disclosure>
        )}
      </div>
    </SettingCard>
  );
}

/** For those who may not start it: the line for the Jira host, which changes nothing. */
export function ReachCard({ curl }: { curl: string }) {
  return (
    <SettingCard
      title="Can Jira reach this server?"
      lead="Run this on the Jira host, or on any machine of its network. What comes back says where it ends."
    >
      <SettingBody>
        <CurlLine curl={curl} />
        <Answers />
        <Note tone="info">An admin can have the whole way checked from here.</Note>
      </SettingBody>
    </SettingCard>
  );
}
