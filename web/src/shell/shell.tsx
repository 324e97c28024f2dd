import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Me } from '../api/client';
import { useLiveEvents } from '../api/live';
import { Commands } from './commands';
import { Rail } from './rail';
import css from './shell.module.css';
import { ToastList } from './toast_list';
import { TopBar } from './top_bar';

const kCollapsedKey = 'tl.rail';

function useCollapsed(): [boolean, () => void] {
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(kCollapsedKey) === '1');
  const toggle = () => {
    localStorage.setItem(kCollapsedKey, collapsed ? '0' : '1');
    setCollapsed(!collapsed);
  };
  return [collapsed, toggle];
}

/** After a page change the main region has the focus, so that keyboard and reader start there. */
function useFocusOnNavigation(ref: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) ref.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path, ref]);
}

export function Shell({ me }: { me: Me }) {
  useLiveEvents();
  const [collapsed, toggle] = useCollapsed();
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main);
  return (
    <div className={css.shell} data-collapsed={collapsed || undefined}>
      <a className={css.skip} href="#main">
        Skip to content
      </a>
      <Rail collapsed={collapsed} onToggle={toggle} organisation={me.tenant.name} />
      <div className={css.column}>
        <TopBar me={me} />
        <main id="main" ref={main} tabIndex={-1} className={css.main}>
          <Outlet />
        </main>
      </div>
      <Commands />
      <ToastList />
    </div>
  );
}
