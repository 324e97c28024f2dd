import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { useHistory } from '../../api/care';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { lineBeside } from '../../lib/complete';
import { exact, formatAgo, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { flavourWords, methodWords } from '../connect/flavour';
import { LastSync, saysSync } from './connection_row';
import { filterHereWords } from './filter_words';
import { FilesCard } from './files_card';
import { requestsOfDay } from './history_words';
import over from './overview.module.css';
import { capWords, projectWords, quietWords } from './settings_words';
import { SyncTicks } from './sync_ticks';
import { expiryLevel, expiryWords, secretWord } from './token_words';
import { WhyNothing } from './why_nothing';

const LedgerCard = lazy(() => import('../ledger/overview_card'));

function PauseButton({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const paused = connection.state === 'paused';
  return (
    <>
      <Button
        variant={paused ? 'filled' : 'default'}
        loading={action.isPending}
        leftSection={<Icon name={paused ? 'sync' : 'pause'} />}
        onClick={() => action.mutate(paused ? 'resume' : 'pause')}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      {action.error && <ErrorNote error={action.error} />}
    </>
  );
}

function ExpiryNote({ connection }: { connection: Connection }) {
  const now = useNow(60);
  const level = expiryLevel(connection.token_expires, now);
  if (level === 'none' || connection.state === 'needs_sign_in') return null;
  return (
    <div className={over.notice} data-level={level}>
      <Icon name="clock" />
      <p>
        <b>The {secretWord(connection.method)} runs out:</b>{' '}
        {expiryWords(connection.token_expires, now)}. Then nothing new comes until it is replaced;
        what is here is kept.
      </p>
      <LinkButton
        to="/integrations/$id"
        params={{ id: connection.id }}
        search={{ tab: 'access' }}
        variant="default"
        size="compact-md"
      >
        Replace {secretWord(connection.method)}
      </LinkButton>
    </div>
  );
}

function Hero({ connection }: { connection: Connection }) {
  const files = connection.flavour === 'import';
  // What is said of completeness stands in its own card.
  const line = lineBeside(connection);
  const backfilling = connection.badge.code === 'backfilling';
  return (
    <section className={over.hero}>
      <div className={over.heroTop}>
        <div>
          <ToneBadge badge={connection.badge} />
          <p className={over.heroLine}>
            {line}
            {!saysSync(connection) && !files && (
              <span className="muted">
                {line && ' · '}
                <LastSync at={connection.last_sync} />
              </span>
            )}
          </p>
        </div>
        <div className={over.heroActions}>
          {backfilling && (
            <LinkButton to="/integrations/$id/progress" params={{ id: connection.id }}>
              View progress
            </LinkButton>
          )}
          {connection.state === 'needs_sign_in' && (
            <LinkButton
              to="/integrations/$id"
              params={{ id: connection.id }}
              search={{ tab: 'access' }}
            >
              Replace {secretWord(connection.method)}
            </LinkButton>
          )}
          {!files && <PauseButton connection={connection} />}
        </div>
      </div>
      {!files && <SyncTicks connection={connection} />}
    </section>
  );
}

function Count({ n, name, children }: { n: number; name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={over.bigCount}>{exact(n)}</dd>
      <dd className={over.countWords}>{children}</dd>
    </div>
  );
}

function Counts({ connection }: { connection: Connection }) {
  const files = connection.flavour === 'import';
  return (
    <SettingCard
      title="Issues from here"
      side={
        !files && (
          <LinkButton
            to="/integrations/$id/verify"
            params={{ id: connection.id }}
            variant="default"
            size="compact-md"
            leftSection={<Icon name="check" size={14} />}
          >
            Compare with Jira
          </LinkButton>
        )
      }
    >
      <dl className={over.counts} data-two={files || undefined}>
        <Count n={connection.issues} name="Issues here">
          Stored with their whole history.
        </Count>
        {!files && (
          <>
            <Count n={connection.left_filter} name="Left the filter">
              Admitted once, and still followed although the filter no longer matches them.
            </Count>
            <Count n={connection.invisible} name="No longer visible">
              The account may not see them any more. They stay as they last were.
            </Count>
          </>
        )}
        <Count n={connection.deleted_issues} name="Deleted in Jira">
          Kept with their history, marked as deleted, out of all open work.
        </Count>
      </dl>
    </SettingCard>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Requests({ connection }: { connection: Connection }) {
  const history = useHistory(connection);
  const now = useNow(10);
  const run = connection.progress;
  return (
    <>
      <Row name="Requests">
        {history.data ? `${exact(requestsOfDay(history.data, now))} in the last 24 h` : '–'}
        <p className="muted">
          Limit: {capWords(connection.requests_per_minute)}
          {connection.quiet_hours && `; quiet from ${quietWords(connection.quiet_hours)}`}
          {run && run.refused > 0 && `; ${exact(run.refused)} put off by Jira in the backfill`}
        </p>
      </Row>
      <Row name="Next poll">
        {connection.next_poll ? formatAgo(connection.next_poll, now) : 'Not planned'}
        {connection.pending > 0 && (
          <p className="muted">{plural(connection.pending, 'thing')} waiting to be applied</p>
        )}
      </Row>
    </>
  );
}

function About({ connection }: { connection: Connection }) {
  const now = useNow(60);
  const files = connection.flavour === 'import';
  const { account, method } = connection;
  return (
    <SettingCard title="This connection">
      <SettingBody>
        <dl className={over.defs}>
          <Row name="Site">
            <a href={connection.base_url} target="_blank" rel="noreferrer">
              {connection.base_url}
              <span className="sr"> (opens a new tab)</span>
            </a>
            <p className="muted">
              {files ? 'Known from files only' : flavourWords(connection.flavour)}
              {connection.version && ` ${connection.version}`}
              {connection.api_url && <> · asked at {connection.api_url}</>}
            </p>
          </Row>
          {!files && (
            <>
              <Row name="Account">
                {account.name || account.email}
                <p className="muted">
                  {[account.name && account.email, methodWords(method)].filter(Boolean).join(' · ')}
                </p>
              </Row>
              {method !== 'password' && (
                <Row name="Token expires">{expiryWords(connection.token_expires, now)}</Row>
              )}
              <Row name="Projects">
                {projectWords(connection.project_keys)}
                {connection.filter_jql && (
                  <>
                    <p className="muted">
                      admitted by <code>{connection.filter_jql}</code>
                    </p>
                    {connection.filter_here && (
                      <p className="muted">{filterHereWords(connection.filter_here)}</p>
                    )}
                  </>
                )}
              </Row>
              <Requests connection={connection} />
            </>
          )}
          <Row name="Connected">{formatInstant(connection.created)}</Row>
          {connection.last_error && <Row name="Last error">{connection.last_error}</Row>}
        </dl>
      </SettingBody>
    </SettingCard>
  );
}

export function OverviewTab({ connection }: { connection: Connection }) {
  const files = connection.flavour === 'import';
  return (
    <>
      <ExpiryNote connection={connection} />
      <Hero connection={connection} />
      {!files && (
        <Suspense fallback={<div className={over.ledgerPlace} />}>
          <LedgerCard connection={connection} />
        </Suspense>
      )}
      {!files && <WhyNothing connection={connection} />}
      <Counts connection={connection} />
      {files && <FilesCard connection={connection} />}
      <About connection={connection} />
      {!files && (
        <p className={over.outro}>
          Everything that was ever written to this Jira stands under{' '}
          <Link to="/writes" search={{ connection: connection.id }}>
            Writes
          </Link>
          .
        </p>
      )}
    </>
  );
}
