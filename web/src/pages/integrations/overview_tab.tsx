import type { Connection } from '../../api/client';
import { daysUntil, exact, formatAgo, formatDate, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Card } from '../../ui/page';
import { ToneBadge } from '../../ui/tone';
import css from './integrations.module.css';
import { LastSync, saysSync } from './connection_row';

const kWebhookWords: Record<Connection['webhook']['state'], string> = {
  off: 'Off: changes come by polling',
  registering: 'Being registered',
  live: 'Live',
  silent: 'Silent: polling found changes that no event told',
  failed: 'Could not be registered',
  missing: 'Gone from Jira: somebody removed them there',
};

export function expiryWords(date: string | null, now: number): string {
  if (!date) return 'Not known';
  const days = daysUntil(date, now);
  if (days < 0) return `Expired on ${formatDate(date)}`;
  if (days === 0) return 'Expires today';
  return `${formatDate(date)}, in ${plural(days, 'day')}`;
}

function Webhooks({ webhook }: { webhook: Connection['webhook'] }) {
  const now = useNow(10);
  return (
    <Card>
      <h2>Webhooks</h2>
      <dl className={css.defs}>
        <dt>State</dt>
        <dd>
          {kWebhookWords[webhook.state]}
          {webhook.detail && <p className="muted">{webhook.detail}</p>}
        </dd>
        <dt>Last event</dt>
        <dd>
          {webhook.last_event ? (
            <time dateTime={webhook.last_event} title={formatInstant(webhook.last_event)}>
              {formatAgo(webhook.last_event, now)}
            </time>
          ) : (
            'None yet'
          )}
        </dd>
        <dt>Events received</dt>
        <dd>{exact(webhook.events_received)}</dd>
        {webhook.delivery_url && (
          <>
            <dt>Delivered to</dt>
            <dd>
              <code>{webhook.delivery_url}</code>
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

export function OverviewTab({ connection }: { connection: Connection }) {
  const now = useNow(10);
  return (
    <>
      <Card>
        <div className={css.banner}>
          <ToneBadge badge={connection.badge} />
          <span className="muted">
            {!saysSync(connection) && <LastSync at={connection.last_sync} />}
          </span>
        </div>
        <p className={css.line}>{connection.badge.line}</p>
        <dl className={css.defs}>
          <dt>Site</dt>
          <dd>
            <a href={connection.base_url} target="_blank" rel="noreferrer">
              {connection.base_url}
            </a>
          </dd>
          <dt>Account</dt>
          <dd>
            {connection.account.name}
            <p className="muted">{connection.account.email}</p>
          </dd>
          <dt>Token expires</dt>
          <dd>{expiryWords(connection.token_expires, now)}</dd>
          <dt>Issues here</dt>
          <dd>{exact(connection.issues)}</dd>
          <dt>Connected</dt>
          <dd>{formatInstant(connection.created)}</dd>
          <dt>Next poll</dt>
          <dd>{connection.next_poll ? formatAgo(connection.next_poll, now) : '–'}</dd>
          {connection.last_error && (
            <>
              <dt>Last error</dt>
              <dd>{connection.last_error}</dd>
            </>
          )}
        </dl>
      </Card>
      <Webhooks webhook={connection.webhook} />
    </>
  );
}
