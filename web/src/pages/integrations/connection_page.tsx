import { Link, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import type { Connection } from '../../api/client';
import { useConnection } from '../../api/connections';
import { ApiProblem } from '../../api/problem';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Card, Page } from '../../ui/page';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { ToneDot } from '../../ui/tone';
import { flavourWords } from '../connect/flavour';
import { MappingTab } from '../mapping/mapping_tab';
import { AccessTab } from './access_tab';
import { ConnectionMenu } from './connection_menu';
import { DangerTab } from './danger_tab';
import { FieldsTab } from './fields_tab';
import { HistoryTab } from './history_tab';
import css from './integrations.module.css';
import { OverviewTab } from './overview_tab';
import { ProjectsTab } from './projects_tab';
import { SyncButton } from './sync_button';
import { tabOf, tabsOf, tabTone, type TabId } from './tabs';
import { WorklogsTab } from './worklogs_tab';

const LedgerTab = lazy(() => import('../ledger/ledger_tab'));
const WebhooksTab = lazy(() => import('./webhooks_tab'));

interface TabsProps {
  id: string;
  current: TabId;
  connection: Connection | undefined;
}

function TabLink({
  id,
  current,
  connection,
  tab,
}: TabsProps & { tab: { id: TabId; word: string } }) {
  const now = useNow(60);
  const link = useRef<HTMLAnchorElement>(null);
  const here = tab.id === current;
  const tone = connection && tabTone(tab.id, connection, now);
  // On a phone the tabs are one line that scrolls: the present one is brought into view.
  useEffect(() => {
    if (here) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <Link
      ref={link}
      to="/integrations/$id"
      params={{ id }}
      search={tab.id === 'overview' ? {} : { tab: tab.id }}
      className={css.tab}
      activeOptions={{ exact: true }}
      aria-current={here ? 'page' : undefined}
    >
      {tab.word}
      {tone && (
        <>
          <ToneDot tone={tone} />
          <span className="sr">, needs a look</span>
        </>
      )}
    </Link>
  );
}

function Tabs(props: TabsProps) {
  const tabs = tabsOf(props.connection);
  const groups = [...new Set(tabs.map((tab) => tab.group))];
  return (
    <nav className={css.tabs} aria-label="Sections of this connection">
      {groups.map((group) => (
        <div key={group} className={css.tabGroup}>
          {group && <p className={css.groupName}>{group}</p>}
          {tabs
            .filter((tab) => tab.group === group)
            .map((tab) => (
              <TabLink key={tab.id} {...props} tab={tab} />
            ))}
        </div>
      ))}
    </nav>
  );
}

function content(connection: Connection, tab: TabId): ReactNode {
  switch (tab) {
    case 'projects':
      return <ProjectsTab connection={connection} />;
    case 'mapping':
      return <MappingTab connection={connection} />;
    case 'fields':
      return <FieldsTab connection={connection} />;
    case 'worklogs':
      return <WorklogsTab connection={connection} />;
    case 'webhooks':
      return <WebhooksTab connection={connection} />;
    case 'ledger':
      return <LedgerTab connection={connection} />;
    case 'history':
      return <HistoryTab connection={connection} />;
    case 'access':
      return <AccessTab connection={connection} />;
    case 'danger':
      return <DangerTab connection={connection} />;
    case 'overview':
      return <OverviewTab connection={connection} />;
  }
}

function TabLoading() {
  return (
    <Card>
      <Loading what="this section" height={320} />
    </Card>
  );
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

function kindWords(connection: Connection): string {
  if (connection.flavour === 'import') return 'Known from files only';
  const host = connection.base_url.replace(/^https?:\/\//, '');
  return [flavourWords(connection.flavour), connection.version, host].filter(Boolean).join(' · ');
}

export default function ConnectionPage() {
  const { id } = useParams({ from: '/app/integrations/$id' });
  const search = useSearch({ from: '/app/integrations/$id' });
  const connection = useConnection(id);
  const found = connection.data;
  const tab = tabOf(search.tab, found);
  if (connection.error instanceof ApiProblem && connection.error.status === 404) {
    return (
      <Page title="Connection" heading="Connection" medium>
        <Missing />
      </Page>
    );
  }
  return (
    <Page
      medium
      title={found?.name ?? 'Connection'}
      heading={found?.name ?? 'Connection'}
      lead={found && kindWords(found)}
      above={
        <Link to="/integrations">
          <Icon name="back" size={12} /> Integrations
        </Link>
      }
      actions={
        found && (
          <>
            {found.flavour !== 'import' && <SyncButton connection={found} />}
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
          <Tabs id={id} current={tab} connection={found} />
          <div className={css.sections}>
            <Suspense fallback={<TabLoading />}>{content(found, tab)}</Suspense>
          </div>
        </div>
      )}
    </Page>
  );
}
