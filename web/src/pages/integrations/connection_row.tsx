import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { completeOf, lineBeside } from '../../lib/complete';
import { capitalise, formatAgo, formatInstant, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { ToneBadge, ToneDot } from '../../ui/tone';
import { flavourWords } from '../connect/flavour';
import { ConnectionMenu } from './connection_menu';
import { leftWords } from './filter_words';
import css from './integrations.module.css';
import { SyncButton } from './sync_button';
import { LinkButton } from '../../ui/link_button';

/** The one thing to do in this state (ux 2.2). */
function MainAction({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const params = { id: connection.id };
  if (connection.flavour === 'import') {
    return (
      <LinkButton variant="default" to="/integrations/$id" params={params}>
        Configure
      </LinkButton>
    );
  }
  switch (connection.badge.code) {
    case 'backfilling':
      return (
        <LinkButton to="/integrations/$id/progress" params={params}>
          View progress
        </LinkButton>
      );
    case 'needs_sign_in':
    case 'token_expiring':
      return (
        <LinkButton to="/integrations/$id" params={params} search={{ tab: 'access' }}>
          Replace token
        </LinkButton>
      );
    case 'paused':
      return (
        <Button loading={action.isPending} onClick={() => action.mutate('resume')}>
          Resume
        </Button>
      );
    case 'webhooks_silent':
      return (
        <LinkButton
          variant="default"
          to="/integrations/$id"
          params={params}
          search={{ tab: 'webhooks' }}
        >
          Check webhooks
        </LinkButton>
      );
    case 'waiting':
    case 'disconnected':
      return null;
    default:
      return <SyncButton connection={connection} />;
  }
}

export function LastSync({ at }: { at: string | null }) {
  const now = useNow(5);
  if (!at) return <span>Not synced yet</span>;
  return (
    <time dateTime={at} title={formatInstant(at)} tabIndex={-1}>
      Last sync {formatAgo(at, now)}
    </time>
  );
}

/** Does the server's line tell the last sync already? */
export function saysSync(connection: Connection): boolean {
  return connection.badge.line.includes('Last sync');
}

function kindWords(connection: Connection): string {
  if (connection.flavour === 'import') return 'files only';
  return [flavourWords(connection.flavour), connection.flavour !== 'cloud' && connection.version]
    .filter(Boolean)
    .join(' ');
}

/** What can be said of its completeness, and the way to what it rests on. */
function CompleteLine({ connection }: { connection: Connection }) {
  const now = useNow(30);
  const complete = completeOf(connection, now);
  if (!complete) return null;
  const alarm = complete.tone === 'error';
  return (
    <Link
      to="/integrations/$id"
      params={{ id: connection.id }}
      search={{ tab: 'ledger' }}
      className={css.complete}
      data-tone={complete.tone}
    >
      {alarm ? <Icon name="alert" size={14} /> : <ToneDot tone={complete.tone} />}
      {capitalise(complete.text)}
    </Link>
  );
}

/** Issues that its filter no longer admits are marked, never lost. */
function LeftLine({ connection }: { connection: Connection }) {
  const words = leftWords(connection.filter_here?.left ?? 0);
  if (words === '') return null;
  return (
    <Link
      to="/integrations/$id"
      params={{ id: connection.id }}
      search={{ tab: 'projects' }}
      className={css.complete}
    >
      <Icon name="filter" size={14} />
      {words}
    </Link>
  );
}

export function ConnectionRow({ connection }: { connection: Connection }) {
  const files = connection.flavour === 'import';
  const host = connection.base_url.replace(/^https?:\/\//, '');
  return (
    <li className={css.row}>
      <div className={css.rowWords}>
        <div className={css.rowHead}>
          <Link to="/integrations/$id" params={{ id: connection.id }} className={css.rowName}>
            {connection.name}
          </Link>
          <ToneBadge badge={connection.badge} />
        </div>
        {lineBeside(connection) && <p className={css.line}>{lineBeside(connection)}</p>}
        <div className={css.told}>
          <CompleteLine connection={connection} />
          <LeftLine connection={connection} />
        </div>
        <p className={css.facts}>
          <span>{host}</span>
          <span>{kindWords(connection)}</span>
          <span>{plural(connection.issues, 'issue')}</span>
          {!files && !saysSync(connection) && <LastSync at={connection.last_sync} />}
        </p>
      </div>
      <div className={css.rowActions}>
        <MainAction connection={connection} />
        <ConnectionMenu connection={connection} />
      </div>
    </li>
  );
}
