import { Menu, Tooltip } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import { useViews, type SavedView } from '../api/views';
import { kViewPaths, kViewPageWords, openSearch } from '../scope/view_rules';
import { Icon } from '../ui/icon';
import { LinkMenuItem } from '../ui/link_button';
import { Logo } from '../ui/logo';
import { kBarPages, kPages, railGroups, type PageEntry } from './pages';
import css from './shell.module.css';

interface Props {
  collapsed: boolean;
  onToggle: () => void;
  organisation: string;
}

function PageLink({ page, collapsed }: { page: PageEntry; collapsed: boolean }) {
  return (
    <Tooltip label={page.word} position="right" disabled={!collapsed}>
      <Link
        to={page.to}
        className={css.link}
        data-bar={kBarPages.includes(page.to) || undefined}
        activeOptions={{ exact: page.to === '/', includeSearch: false }}
      >
        <Icon name={page.icon} />
        <span className={css.word}>{page.word}</span>
      </Link>
    </Tooltip>
  );
}

function StarLink({ view, collapsed }: { view: SavedView; collapsed: boolean }) {
  const current = useRouterState({
    select: (state) => (state.location.search as Record<string, string>).saved === view.id,
  });
  return (
    <Tooltip label={view.name} position="right" disabled={!collapsed}>
      <Link
        to={kViewPaths[view.page]}
        search={openSearch(view)}
        className={css.link}
        data-current={current || undefined}
        activeOptions={{ includeSearch: true }}
        title={`${view.name} (${kViewPageWords[view.page]})`}
      >
        <Icon name="star" />
        <span className={css.word}>{view.name}</span>
      </Link>
    </Tooltip>
  );
}

function Starred({ collapsed }: { collapsed: boolean }) {
  const views = useViews();
  const starred = views.data?.filter((view) => view.starred) ?? [];
  if (starred.length === 0) return null;
  return (
    <div role="group" aria-label="Starred views" className={css.stars}>
      <p className={css.groupTitle} aria-hidden="true">
        Starred
      </p>
      {starred.map((view) => (
        <StarLink key={view.id} {...{ view, collapsed }} />
      ))}
    </div>
  );
}

/** On a phone: the pages that do not fit into the bar, and the starred views. */
function More() {
  const views = useViews();
  const starred = views.data?.filter((view) => view.starred) ?? [];
  const others = kPages.filter((page) => !kBarPages.includes(page.to));
  const here = useRouterState({ select: (state) => state.location.pathname });
  const inside = others.some((page) => here.startsWith(page.to));
  return (
    <Menu position="top-end" width={240}>
      <Menu.Target>
        <button type="button" className={css.barMore} data-status={inside ? 'active' : undefined}>
          <Icon name="dots" />
          <span className={css.word}>More</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((page) => (
          <LinkMenuItem key={page.to} to={page.to} leftSection={<Icon name={page.icon} />}>
            {page.word}
          </LinkMenuItem>
        ))}
        {starred.length > 0 && <Menu.Label>Starred</Menu.Label>}
        {starred.map((view) => (
          <LinkMenuItem
            key={view.id}
            to={kViewPaths[view.page]}
            search={openSearch(view) as never}
            leftSection={<Icon name="star" />}
          >
            {view.name}
          </LinkMenuItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The left rail: 216 px, or 56 with icons only; a bar at the bottom of a phone. */
export function Rail({ collapsed, onToggle, organisation }: Props) {
  return (
    <aside className={css.rail}>
      <Link to="/" className={css.brand}>
        <Logo size={26} />
        <span className={css.word}>
          <b>Throughline</b>
          <span className={css.org}>{organisation}</span>
        </span>
      </Link>
      <nav aria-label="Pages" className={css.nav}>
        {railGroups().map((group) => (
          <div
            key={group.title}
            role={group.title === '' ? undefined : 'group'}
            aria-label={group.title === '' ? undefined : group.title}
            className={css.group}
          >
            {group.title !== '' && (
              <p className={css.groupTitle} aria-hidden="true">
                {group.title}
              </p>
            )}
            {group.pages.map((page) => (
              <PageLink key={page.to} {...{ page, collapsed }} />
            ))}
          </div>
        ))}
        <Starred collapsed={collapsed} />
        <More />
      </nav>
      <button type="button" className={css.collapse} onClick={onToggle} aria-expanded={!collapsed}>
        <Icon name={collapsed ? 'expand' : 'collapse'} />
        <span className={css.word}>{collapsed ? 'Expand' : 'Collapse'}</span>
      </button>
    </aside>
  );
}
