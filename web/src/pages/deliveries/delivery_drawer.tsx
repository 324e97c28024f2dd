import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useDelivery, useReplay, type DeliveryDetail } from '../../api/deliveries';
import type { Connection } from '../../api/client';
import { exact, formatClock, formatDate, formatInstant, formatUtc, plural } from '../../lib/format';
import { Disclosure } from '../../ui/disclosure';
import { Icon } from '../../ui/icon';
import { SidePanel } from '../../ui/side_panel';
import { ErrorNote, ErrorPanel, Loading } from '../../ui/state_panel';
import css from './drawer.module.css';
import { ResultBadge } from './delivery_table';
import {
  bodyWords,
  bytesWords,
  changesWords,
  eventWords,
  factWords,
  noReplayWords,
  resultOf,
  tookWords,
  tryWords,
} from './delivery_words';
import { Steps } from './steps';

const Body = lazy(() => import('./json_tree'));

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function IssueLink({ name, connection }: { name: string; connection: string }) {
  return (
    <Link to="/issues/$key" params={{ key: name }} search={{ connection }} className={css.issue}>
      {name}
    </Link>
  );
}

function Facts({ delivery }: { delivery: DeliveryDetail }) {
  const { received, attempt, repeats, last_repeat: last, replays, took_ms: took } = delivery;
  return (
    <dl className={css.facts}>
      <Fact name="Received">
        <time dateTime={received} title={formatUtc(received)}>
          {formatDate(received)}, {formatClock(received)}
        </time>
      </Fact>
      <Fact name="Issue">
        {delivery.issue_key ? (
          <IssueLink name={delivery.issue_key} connection={delivery.connection} />
        ) : (
          delivery.issue_id || 'None named'
        )}
      </Fact>
      <Fact name="Took">{tookWords(took)}</Fact>
      <Fact name="Jira’s try">{tryWords(attempt)}</Fact>
      <Fact name="Came again">
        {repeats === 0 ? 'No' : `${exact(repeats)}×`}
        {last && <span className="muted">, last {formatInstant(last)}</span>}
      </Fact>
      <Fact name="Replayed">{replays === 0 ? 'No' : `${exact(replays)}×`}</Fact>
    </dl>
  );
}

function ReplayPart({ delivery }: { delivery: DeliveryDetail }) {
  const replay = useReplay();
  if (!delivery.can_replay) return <p className={css.note}>{noReplayWords(delivery)}</p>;
  return (
    <div className={css.replay}>
      <Button
        variant="default"
        leftSection={<Icon name="undo" />}
        loading={replay.isPending}
        onClick={() => replay.mutate(delivery.id)}
      >
        Replay
      </Button>
      <p className={css.note} role="status">
        {replay.isSuccess
          ? 'It is processed again; the steps below show what became of it.'
          : 'Processes it again. What is known already does not change, however often.'}
      </p>
      {replay.error && <ErrorNote error={replay.error} />}
    </div>
  );
}

const kFirst = 12;

function Changes({ delivery }: { delivery: DeliveryDetail }) {
  const { changes, connection } = delivery;
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, kFirst);
  return (
    <section className={css.part} aria-labelledby="delivery-changes">
      <h3 id="delivery-changes">What it changed here</h3>
      <p className={css.note}>{changesWords(changes)}</p>
      {changes.length > 0 && (
        <ul className={css.changes}>
          {shown.map((change) => (
            <li key={`${change.kind} ${change.id}`} data-known={!change.changed || undefined}>
              <span className={css.kind}>{factWords(change.kind)}</span>
              {change.issue_key && <IssueLink name={change.issue_key} connection={connection} />}
              <span className={css.summary}>{change.summary || change.id}</span>
              <span className={css.known}>{change.changed ? 'new' : 'known'}</span>
            </li>
          ))}
        </ul>
      )}
      {shown.length < changes.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          Show all {exact(changes.length)}
        </Button>
      )}
    </section>
  );
}

function Headers({ headers }: { headers: DeliveryDetail['headers'] }) {
  return (
    <Disclosure title="Headers" summary={plural(headers.length, 'line')}>
      {headers.length === 0 && <p className="muted">No headers are kept of it.</p>}
      <dl className={css.headers}>
        {headers.map(({ name, value }, i) => (
          <div key={`${name} ${i}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}

/** Parsed and drawn only when it is asked for: a body may be large. */
function BodyPart({ delivery }: { delivery: DeliveryDetail }) {
  const [open, setOpen] = useState(false);
  const { body, body_state: state, bytes } = delivery;
  const absent = body === null || state !== 'kept';
  return (
    <Disclosure
      title="Body"
      summary={absent ? 'not shown' : `${bytesWords(bytes)}, as stored`}
      open={open}
      onToggle={setOpen}
    >
      {absent ? (
        <p className="muted">{bodyWords(state) || 'There is none.'}</p>
      ) : (
        open && (
          <Suspense fallback={<Loading what="the body" height={160} />}>
            <Body text={body} />
          </Suspense>
        )
      )}
    </Disclosure>
  );
}

function Detail({ delivery }: { delivery: DeliveryDetail }) {
  return (
    <div className={css.detail}>
      <div className={css.what}>
        <ResultBadge delivery={delivery} />
        <p>{delivery.detail || resultOf(delivery).meaning}</p>
      </div>
      <Facts delivery={delivery} />
      <ReplayPart delivery={delivery} />
      <Steps delivery={delivery} />
      <Changes delivery={delivery} />
      <section className={css.raw} aria-label="As it came">
        <Headers headers={delivery.headers} />
        <BodyPart delivery={delivery} />
      </section>
    </div>
  );
}

function Content({ id }: { id: string }) {
  const delivery = useDelivery(id);
  if (delivery.isPending) return <Loading what="the delivery" height={420} />;
  if (!delivery.data) {
    return <ErrorPanel error={delivery.error} onRetry={() => void delivery.refetch()} />;
  }
  return <Detail delivery={delivery.data} />;
}

function Title({ id }: { id: string }) {
  const { data } = useDelivery(id);
  return <>{data ? eventWords(data.event) : 'Delivery'}</>;
}

interface Props {
  /** Null: closed. */
  delivery: string | null;
  connection: Connection;
  onClose: () => void;
}

/** One delivery: what it said, what was done with it, what changed. */
export function DeliveryDrawer({ delivery, onClose }: Props) {
  // What closes keeps its words until it is gone.
  const [last, setLast] = useState(delivery);
  if (delivery && delivery !== last) setLast(delivery);
  const shown = delivery ?? last;
  return (
    <SidePanel
      size={640}
      opened={delivery !== null}
      onClose={onClose}
      title={shown && <Title id={shown} />}
    >
      {shown && <Content key={shown} id={shown} />}
    </SidePanel>
  );
}
