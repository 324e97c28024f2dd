import type { SavedView, ViewPage } from '../api/views';
import { formatQuery, parseQuery, type RawSearch } from '../lib/list_codec';

/** Pages that keep views, with their addresses. */
export const kViewPaths = {
  flow: '/flow',
  home: '/',
  sprint: '/sprint',
  quality: '/quality',
  issues: '/issues',
  jql: '/jql',
} as const satisfies Record<ViewPage, string>;

export const kViewPageWords: Record<ViewPage, string> = {
  flow: 'Flow',
  home: 'Home',
  sprint: 'Sprint',
  quality: 'Data quality',
  issues: 'Issues',
  jql: 'JQL',
};

export function viewPageOf(pathname: string): ViewPage | null {
  const found = Object.entries(kViewPaths).find(([, path]) => path === pathname);
  return found ? (found[0] as ViewPage) : null;
}

/** What a panel or a pointer put into the address: no part of a view. */
const kPassing = ['saved', 'mark', 'item', 'how', 'panel', 'cursor', 'why'];

/** The part of an address that a view keeps. */
export function keptSearch(search: RawSearch): RawSearch {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !kPassing.includes(name)));
}

/** The text a view is stored as. */
export function viewSearch(search: RawSearch): string {
  return formatQuery(keptSearch(search));
}

/** Does the address ask something else than the view it came from? Order says nothing. */
export function isChanged(view: Pick<SavedView, 'search'>, search: RawSearch): boolean {
  const key = (raw: RawSearch) =>
    JSON.stringify(Object.entries(keptSearch(raw)).sort(([a], [b]) => a.localeCompare(b)));
  return key(parseQuery(view.search)) !== key(search);
}

/** The query that opens a view; `saved` remembers which one it is. */
export function openSearch(view: Pick<SavedView, 'id' | 'search'>): RawSearch {
  return { ...parseQuery(view.search), saved: view.id };
}

/** The view that a page opens with when its address says nothing. */
export function defaultView(views: readonly SavedView[], page: ViewPage): SavedView | undefined {
  return views.find((view) => view.page === page && view.is_default);
}

export const kMostNameLength = 80;

/** What is wrong with a name; null: nothing. */
export function nameProblem(
  name: string,
  page: ViewPage,
  views: readonly SavedView[],
  self?: string,
): string | null {
  const wanted = name.trim();
  if (wanted === '') return 'Give it a name.';
  if (Array.from(wanted).length > kMostNameLength) return `At most ${kMostNameLength} characters.`;
  const same = views.find(
    (view) =>
      view.mine &&
      view.page === page &&
      view.id !== self &&
      view.name.toLowerCase() === wanted.toLowerCase(),
  );
  return same ? `You have a view “${same.name}” on this page already.` : null;
}

/** The page's views: own ones first, each list by name. */
export function groupViews(views: readonly SavedView[], page: ViewPage) {
  const here = views.filter((view) => view.page === page);
  return { mine: here.filter((view) => view.mine), shared: here.filter((view) => !view.mine) };
}
