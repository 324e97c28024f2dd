import { useMantineColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ask } from '../../api/ask';
import { client, unwrap, type Connection } from '../../api/client';
import { storeConnection, useConnections } from '../../api/connections';
import { useProjects, type IssuePage } from '../../api/issues';
import { asProblem } from '../../api/problem';
import { useViews } from '../../api/views';
import { exact, plural } from '../../lib/format';
import type { RawSearch } from '../../lib/list_codec';
import { copyLink } from '../../scope/links';
import { useToday } from '../../scope/use_question';
import { useOpenView } from '../../scope/view_actions';
import { kViewPageWords } from '../../scope/view_rules';
import type { IconName } from '../../ui/icon';
import { kPages } from '../pages';
import { shortcutsNow } from '../shortcuts';
import { toast } from '../toasts';
import type { Findable } from './match';

/** A line of the palette. */
export interface Entry extends Findable {
  icon: IconName;
  note: string;
  /** The key that does the same. */
  key?: string;
  run: () => void;
}

const kPageWords: Partial<Record<string, string>> = {
  '/': 'start today overview',
  '/flow': 'cycle time throughput wip aging lead time dashboard',
  '/sprint': 'scrum velocity burndown commitment dashboard',
  '/issues': 'search list tickets explorer',
  '/jql': 'query search explorer language filter',
  '/quality': 'findings trust missing problems',
  '/integrations': 'connections jira sync webhooks settings',
  '/admin/calendar': 'working hours holidays days off admin',
};

function usePageEntries(): Entry[] {
  const navigate = useNavigate();
  return kPages.map((page) => ({
    id: `page:${page.to}`,
    kind: 'page',
    title: page.word,
    words: kPageWords[page.to] ?? '',
    note: page.group,
    icon: page.icon,
    key: `g ${page.key}`,
    run: () => void navigate({ to: page.to }),
  }));
}

function useViewEntries(): Entry[] {
  const views = useViews();
  const open = useOpenView();
  return (views.data ?? []).map((view) => ({
    id: `view:${view.id}`,
    kind: 'view',
    title: view.name,
    words: `view ${kViewPageWords[view.page]}`,
    note: kViewPageWords[view.page],
    icon: view.starred ? 'star' : 'bookmark',
    run: () => open(view),
  }));
}

function useProjectEntries(): Entry[] {
  const projects = useProjects();
  const navigate = useNavigate();
  return (projects.data ?? []).map((project) => ({
    id: `project:${project.connection}:${project.key}`,
    kind: 'project',
    title: `${project.key} ${project.name}`,
    note: `Flow of ${plural(project.issues, 'issue')}`,
    icon: 'box',
    run: () =>
      void navigate({ to: '/flow', search: { v: '1', range: '12w', project: project.key } }),
  }));
}

function useSyncEntries(): Entry[] {
  const connections = useConnections();
  const queries = useQueryClient();
  const sync = async (connection: Connection) => {
    toast(`Syncing ${connection.name}…`);
    try {
      const init = { params: { path: { id: connection.id } } };
      storeConnection(queries, await unwrap(client.POST('/api/v1/connections/{id}/sync', init)));
    } catch (error) {
      const { title, detail } = asProblem(error);
      toast(`${connection.name}: ${title}. ${detail}`, { tone: 'error' });
    }
  };
  return (connections.data ?? [])
    .filter((each) => each.state === 'active' && each.flavour !== 'import')
    .map((each) => ({
      id: `sync:${each.id}`,
      kind: 'action',
      title: `Sync now ${each.name}`,
      words: 'refresh fetch jira',
      note: each.badge.text,
      icon: 'sync',
      run: () => void sync(each),
    }));
}

interface ShellActions {
  onSheet: () => void;
}

function useActionEntries({ onSheet }: ShellActions): Entry[] {
  const router = useRouter();
  const navigate = useNavigate();
  const today = useToday();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark =
    colorScheme === 'dark' ||
    (colorScheme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  const { pathname, search } = router.state.location;
  const copy = (dates: 'frozen' | 'rolling') =>
    void copyLink(pathname, search as RawSearch, today, dates);
  const save = shortcutsNow().get('s');
  const all: (Omit<Entry, 'kind' | 'note'> | false)[] = [
    {
      id: 'do:theme',
      title: dark ? 'Switch to light' : 'Switch to dark',
      words: 'toggle dark light theme mode colour',
      icon: dark ? 'sun' : 'moon',
      run: () => setColorScheme(dark ? 'light' : 'dark'),
    },
    {
      id: 'do:link',
      title: 'Copy link to this',
      words: 'share url address frozen dates',
      icon: 'link',
      key: 'c',
      run: () => copy('frozen'),
    },
    ['/flow', '/quality'].includes(pathname) && {
      id: 'do:rolling',
      title: 'Copy link that keeps rolling',
      words: 'share url address',
      icon: 'link',
      run: () => copy('rolling'),
    },
    save !== undefined && {
      id: 'do:save',
      title: 'Save this view',
      words: 'keep bookmark filter',
      icon: 'bookmark',
      key: 's',
      run: () => save.run(),
    },
    {
      id: 'do:keys',
      title: 'Show all keys',
      words: 'keyboard shortcuts help',
      icon: 'keyboard',
      key: '?',
      run: onSheet,
    },
    {
      id: 'do:connect',
      title: 'Connect Jira',
      words: 'add instance new integration',
      icon: 'plug',
      run: () => void navigate({ to: '/integrations/connect/jira' }),
    },
  ];
  return all
    .filter((each) => each !== false)
    .map((each) => ({ ...each, kind: 'action', note: '' }));
}

/** Everything the palette finds without asking the server. */
export function useLocalEntries(actions: ShellActions): Entry[] {
  const pages = usePageEntries();
  const views = useViewEntries();
  const doing = useActionEntries(actions);
  const syncs = useSyncEntries();
  const projects = useProjectEntries();
  return [...pages, ...views, ...doing, ...syncs, ...projects];
}

const kMostIssues = 8;

/** Issues by key or words of the summary, found by the server. */
export function useIssueEntries(text: string, wanted: boolean) {
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ['issues', 'palette', text],
    queryFn: ({ signal }) =>
      ask<IssuePage>('GET', '/issues', { query: { q: text, limit: kMostIssues }, signal }),
    enabled: wanted,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const data = wanted ? found.data : undefined;
  const entries = useMemo(
    () =>
      (data?.items ?? []).map((row): Entry => ({
        id: `issue:${row.connection}:${row.key}`,
        kind: 'issue',
        title: row.summary,
        note: row.key,
        icon: 'issues',
        run: () =>
          void navigate({
            to: '/issues/$key',
            params: { key: row.key },
            search: { connection: row.connection },
          }),
      })),
    [data, navigate],
  );
  return {
    entries,
    pending: wanted && (found.isPending || found.isPlaceholderData),
    failed: wanted && found.error !== null,
    total: data ? exact(data.total) : null,
  };
}
