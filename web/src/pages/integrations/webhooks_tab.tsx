import { Button } from '@mantine/core';
import { useRenewWebhooks, useWebhooks, type HookReport, type HookView } from '../../api/care';
import type { Badge, Connection } from '../../api/client';
import { exact, formatAgo, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CopyButton } from '../../ui/copy_button';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Note } from '../../ui/note';
import { Card } from '../../ui/page';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote, ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ToneBadge } from '../../ui/tone';
import { eventGroups, hookState, listedWords, signedWords } from './hook_words';
import css from './integrations.module.css';
import own from './webhooks.module.css';
import over from './overview.module.css';

function HookBadge({ hook }: { hook: HookView }) {
  const { word, tone } = hookState(hook);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

function Hook({ hook }: { hook: HookView }) {
  const now = useNow(10);
  return (
    <li className={own.hook}>
      <div className={own.hookHead}>
        <code className={own.hookUrl}>{hook.masked_url}</code>
        <HookBadge hook={hook} />
      </div>
      {hook.detail && <p className={own.hookDetail}>{hook.detail}</p>}
      <dl className={own.hookFacts}>
        <div>
          <dt>Last event</dt>
          <dd>
            {hook.last_event ? (
              <time dateTime={hook.last_event} title={formatInstant(hook.last_event)}>
                {formatAgo(hook.last_event, now)}
              </time>
            ) : (
              'None yet'
            )}
          </dd>
        </div>
        <div>
          <dt>In Jira&apos;s list</dt>
          <dd>{listedWords(hook.listed)}</dd>
        </div>
        <div>
          <dt>Signed</dt>
          <dd>{signedWords(hook.signed_deliveries)}</dd>
        </div>
        <div>
          <dt>Expiry</dt>
          <dd>{hook.expiry || 'Not known'}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>{formatInstant(hook.created)}</dd>
        </div>
      </dl>
      {hook.events.length > 0 && (
        <p className={own.events}>
          {eventGroups(hook.events).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </p>
      )}
    </li>
  );
}

function Day({ report }: { report: HookReport }) {
  const counts: [string, number, string][] = [
    ['Accepted', report.accepted_24h, 'stored and applied'],
    ['Ignored', report.ignored_24h, 'known already, or outside of the choice'],
    ['Refused', report.refused_24h, 'wrong signature or unknown address; nothing stored'],
  ];
  return (
    <dl className={over.counts} data-three>
      {counts.map(([name, n, words]) => (
        <div key={name} data-bad={(name === 'Refused' && n > 0) || undefined}>
          <dt>{name} in 24 h</dt>
          <dd className={over.bigCount}>{exact(n)}</dd>
          <dd className={over.countWords}>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

const kAnswers: [string, string][] = [
  ['405 and “reachable”', 'All is well: Jira can reach Throughline.'],
  ['Could not resolve host', 'The Jira host does not know this name. Look at its DNS.'],
  [
    'Connection refused or timed out',
    'A firewall or proxy stands between. Open the way to this address.',
  ],
  ['Certificate problem', 'The Jira host does not trust the certificate of this address.'],
  ['404 without “reachable”', 'Another program answers there. Look at the public address.'],
];

/** How to find out from the Jira host whether deliveries can arrive. */
function Reach({ curl }: { curl: string }) {
  return (
    <SettingCard
      title="Can Jira reach this server?"
      lead="Run this on the Jira host, or on any machine of its network. What comes back says where it ends."
    >
      <SettingBody>
        <div className={own.curl}>
          <code tabIndex={0}>{curl}</code>
          <CopyButton text={curl} what="The line" />
        </div>
        <dl className={own.answers}>
          {kAnswers.map(([answer, meaning]) => (
            <div key={answer}>
              <dt>{answer}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </SettingBody>
    </SettingCard>
  );
}

function NoUrl({ connection }: { connection: Connection }) {
  return (
    <Card>
      <StatePanel icon="link" title="This server has no public address">
        <p>
          Jira needs an address to deliver to. Set one with <code>--public-url</code> when starting
          Throughline; webhooks are then registered by themselves.
        </p>
        <p>
          Until then changes come by polling, at least every 5 minutes
          {connection.webhook.state === 'off' ? ', and nothing is missed' : ''}.
        </p>
      </StatePanel>
    </Card>
  );
}

function NoHook({ connection, renew }: { connection: Connection; renew: () => void }) {
  const wanted = connection.webhooks_wanted;
  return (
    <StatePanel
      icon="link"
      title={wanted ? 'No webhook is registered yet' : 'Webhooks are switched off'}
      action={
        wanted ? (
          <Button onClick={renew}>Register now</Button>
        ) : (
          <LinkButton
            to="/integrations/$id"
            params={{ id: connection.id }}
            search={{ tab: 'access' }}
          >
            Switch them on
          </LinkButton>
        )
      }
    >
      <p>Changes come by polling, at least every 5 minutes. With a webhook they come in seconds.</p>
    </StatePanel>
  );
}

interface ReportProps {
  connection: Connection;
  report: HookReport;
}

function Report({ connection, report }: ReportProps) {
  const renew = useRenewWebhooks(connection.id);
  const { hooks } = report;
  return (
    <>
      <SettingCard
        title="Webhooks"
        lead="One set for the whole site. It needs no renewal by hand; if Jira loses it, the next poll notices."
        side={
          hooks.length > 0 && (
            <Button
              variant="default"
              loading={renew.isPending}
              leftSection={<Icon name="sync" />}
              onClick={() => renew.mutate()}
            >
              Renew
            </Button>
          )
        }
      >
        <p className={own.renewed} role="status">
          {renew.isSuccess && 'Asked Jira to register what was missing.'}
        </p>
        {renew.error && (
          <SettingBody>
            <ErrorNote error={renew.error} />
          </SettingBody>
        )}
        {hooks.length === 0 && <NoHook connection={connection} renew={() => renew.mutate()} />}
        <ul className={own.hooks}>
          {hooks.map((hook) => (
            <Hook key={hook.masked_url} hook={hook} />
          ))}
        </ul>
        {hooks.length > 0 && <Day report={report} />}
        {report.foreign > 0 && (
          <div className={css.cardNote}>
            <Note>
              {plural(report.foreign, 'webhook')} in Jira{' '}
              {report.foreign === 1 ? 'points' : 'point'} to this server and{' '}
              {report.foreign === 1 ? 'was' : 'were'} not made by this connection. Throughline
              leaves {report.foreign === 1 ? 'it' : 'them'} alone.
            </Note>
          </div>
        )}
      </SettingCard>
      {report.curl && <Reach curl={report.curl} />}
    </>
  );
}

/** Our webhooks and what Jira says of them. */
export function WebhooksTab({ connection }: { connection: Connection }) {
  const hooks = useWebhooks(connection.id);
  if (hooks.isPending) {
    return (
      <Card>
        <Loading what="the webhooks" height={280} />
      </Card>
    );
  }
  if (!hooks.data) {
    return (
      <Card>
        <ErrorPanel error={hooks.error} onRetry={() => void hooks.refetch()} />
      </Card>
    );
  }
  if (!hooks.data.public_url && hooks.data.hooks.length === 0) {
    return <NoUrl connection={connection} />;
  }
  return <Report connection={connection} report={hooks.data} />;
}
