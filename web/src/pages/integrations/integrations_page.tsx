import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useConnections } from '../../api/connections';
import { plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ConnectionRow } from './connection_row';
import css from './integrations.module.css';
import over from './overview.module.css';
import { LinkButton } from '../../ui/link_button';

export function JiraMark() {
  return (
    <span className={css.vendor} aria-hidden="true">
      <svg width="22" height="22" viewBox="0 0 22 22" focusable="false">
        <path
          d="M11 2.2 19.8 11 11 19.8 2.2 11z"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
        <path d="M11 7.6 14.4 11 11 14.4 7.6 11z" fill="currentColor" />
      </svg>
    </span>
  );
}

/** What the tile says below its name: of many, how many need a look. */
function tileWords(active: Connection[]): string {
  if (active.length < 2) return 'Brings issues, sprints and worklogs.';
  const bad = active.filter((c) => c.badge.tone === 'error' || c.badge.tone === 'warn').length;
  const issues = active.reduce((sum, c) => sum + c.issues, 0);
  const health = bad === 0 ? 'all well' : `${bad} ${bad === 1 ? 'needs' : 'need'} a look`;
  return `${plural(issues, 'issue')} together; ${health}. Equal project keys never collide.`;
}

/** Those that need a person first; else by name. */
function byNeed(a: Connection, b: Connection): number {
  const rank = (c: Connection) => ['error', 'warn', 'running', 'ok', 'idle'].indexOf(c.badge.tone);
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

export default function IntegrationsPage() {
  const connections = useConnections();
  const active = (connections.data?.filter((c) => c.state !== 'disconnected') ?? []).sort(byNeed);
  return (
    <Page
      title="Integrations"
      heading="Integrations"
      lead="Is everything connected and fresh?"
      narrow
    >
      <Card flush>
        <div className={css.tileHead}>
          <JiraMark />
          <div>
            <h2>
              Jira{' '}
              {active.length > 1 && (
                <span className={css.siteCount}>{plural(active.length, 'instance')}</span>
              )}
            </h2>
            <p className="muted">{tileWords(active)}</p>
          </div>
          {active.length > 0 && (
            <LinkButton
              to="/integrations/connect/jira"
              variant="default"
              leftSection={<Icon name="plus" />}
            >
              Add instance
            </LinkButton>
          )}
        </div>
        {connections.isPending && <Loading what="connections" height={96} />}
        {connections.error && !connections.data && (
          <ErrorPanel error={connections.error} onRetry={() => void connections.refetch()} />
        )}
        {connections.data && active.length === 0 && (
          <StatePanel
            icon="plug"
            title="Nothing connected yet."
            action={<LinkButton to="/integrations/connect/jira">Connect</LinkButton>}
          >
            <p>Start with Jira; everything else attaches to its issues.</p>
          </StatePanel>
        )}
        {active.length > 0 && (
          <ul className={css.rows}>
            {active.map((connection) => (
              <ConnectionRow key={connection.id} connection={connection} />
            ))}
          </ul>
        )}
      </Card>
      {active.length > 0 && (
        <p className={over.outro}>
          What was ever written to a Jira stands under <Link to="/writes">Writes</Link>.
        </p>
      )}
    </Page>
  );
}
