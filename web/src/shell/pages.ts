import type { IconName } from '../ui/icon';

/** The pages of the rail. `key` follows `g`. */
export const kPages = [
  { to: '/', icon: 'home', word: 'Home', key: 'h', group: '' },
  { to: '/flow', icon: 'flow', word: 'Flow', key: 'f', group: 'Dashboards' },
  { to: '/sprint', icon: 'sprint', word: 'Sprint', key: 's', group: 'Dashboards' },
  { to: '/issues', icon: 'issues', word: 'Issues', key: 'i', group: 'Explore' },
  { to: '/jql', icon: 'jql', word: 'JQL', key: 'j', group: 'Explore' },
  { to: '/quality', icon: 'quality', word: 'Data quality', key: 'q', group: 'Explore' },
  { to: '/integrations', icon: 'plug', word: 'Integrations', key: 'p', group: 'Manage' },
  { to: '/admin/calendar', icon: 'calendar', word: 'Calendar', key: 'c', group: 'Manage' },
] as const satisfies readonly {
  to: string;
  icon: IconName;
  word: string;
  key: string;
  group: string;
}[];

export type PageEntry = (typeof kPages)[number];
export type PagePath = PageEntry['to'];

/** On a phone, four pages stand in the bar; the others are under More. */
export const kBarPages: readonly PagePath[] = ['/', '/flow', '/sprint', '/issues'];

/** Groups of the rail in order, each with its pages. */
export function railGroups(): { title: string; pages: PageEntry[] }[] {
  const groups: { title: string; pages: PageEntry[] }[] = [];
  for (const page of kPages) {
    const last = groups.at(-1);
    if (last?.title === page.group) last.pages.push(page);
    else groups.push({ title: page.group, pages: [page] });
  }
  return groups;
}
