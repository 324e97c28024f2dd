import { useConnections } from '../../api/connections';
import { Icon } from '../../ui/icon';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ConnectionRow } from './connection_row';
import css from './integrations.module.css';
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

export default function IntegrationsPage() {
  const connections = useConnections();
  const active = connections.data?.filter((c) => c.state !== 'disconnected') ?? [];
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
            <h2>Jira</h2>
            <p className="muted">Brings issues, sprints and worklogs.</p>
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
    </Page>
  );
}
