import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/client';
import { useConnection } from '../../api/connections';
import { ApiProblem } from '../../api/problem';
import { Icon } from '../../ui/icon';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { AccessTab } from './access_tab';
import { ConnectionMenu } from './connection_menu';
import { DangerTab } from './danger_tab';
import css from './integrations.module.css';
import { OverviewTab } from './overview_tab';
import { ProjectsTab } from './projects_tab';
import { SyncButton } from './sync_button';
import { LinkButton } from '../../ui/link_button';

const tabs = [
  { id: 'overview', word: 'Overview' },
  { id: 'projects', word: 'Projects' },
  { id: 'access', word: 'Access' },
  { id: 'danger', word: 'Danger zone' },
] as const;

type TabId = (typeof tabs)[number]['id'];

function Tabs({ id, current }: { id: string; current: TabId }) {
  return (
    <nav className={css.tabs} aria-label="Sections of this connection">
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          to="/integrations/$id"
          params={{ id }}
          search={tab.id === 'overview' ? {} : { tab: tab.id }}
          className={css.tab}
          activeOptions={{ exact: true }}
          aria-current={tab.id === current ? 'page' : undefined}
        >
          {tab.word}
        </Link>
      ))}
    </nav>
  );
}

function tabOf(connection: Connection, tab: TabId): ReactNode {
  switch (tab) {
    case 'projects':
      return <ProjectsTab key={connection.revision} connection={connection} />;
    case 'access':
      return <AccessTab connection={connection} />;
    case 'danger':
      return <DangerTab connection={connection} />;
    case 'overview':
      return <OverviewTab connection={connection} />;
  }
}

function Missing() {
  return (
    <Card>
      <StatePanel
        icon="question"
        title="This connection is not here"
        action={<LinkButton to="/integrations">All integrations</LinkButton>}
      >
        <p>It was disconnected, or the link is wrong.</p>
      </StatePanel>
    </Card>
  );
}

export default function ConnectionPage() {
  const { id } = useParams({ from: '/app/integrations/$id' });
  const search = useSearch({ from: '/app/integrations/$id' });
  const connection = useConnection(id);
  const tab = tabs.find((t) => t.id === search.tab)?.id ?? 'overview';
  const found = connection.data;
  if (connection.error instanceof ApiProblem && connection.error.status === 404) {
    return (
      <Page title="Connection" heading="Connection" narrow>
        <Missing />
      </Page>
    );
  }
  return (
    <Page
      narrow
      title={found?.name ?? 'Connection'}
      heading={found?.name ?? 'Connection'}
      above={
        <Link to="/integrations">
          <Icon name="back" size={12} /> Integrations
        </Link>
      }
      actions={
        found && (
          <>
            <SyncButton connection={found} />
            <ConnectionMenu connection={found} />
          </>
        )
      }
    >
      {connection.isPending && <Loading what="the connection" />}
      {connection.error && !found && (
        <ErrorPanel error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      {found && (
        <div className={css.split}>
          <Tabs id={id} current={tab} />
          <div className={css.sections}>{tabOf(found, tab)}</div>
        </div>
      )}
    </Page>
  );
}
