import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '../ui/icon';
import { Logo } from '../ui/logo';
import css from './shell.module.css';

const pages: { to: '/' | '/flow' | '/issues' | '/integrations'; icon: IconName; word: string }[] = [
  { to: '/', icon: 'home', word: 'Home' },
  { to: '/flow', icon: 'flow', word: 'Flow' },
  { to: '/issues', icon: 'issues', word: 'Issues' },
  { to: '/integrations', icon: 'plug', word: 'Integrations' },
];

interface Props {
  collapsed: boolean;
  onToggle: () => void;
  organisation: string;
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
        {pages.map((page) => (
          <Tooltip key={page.to} label={page.word} position="right" disabled={!collapsed}>
            <Link to={page.to} className={css.link} activeOptions={{ exact: page.to === '/' }}>
              <Icon name={page.icon} />
              <span className={css.word}>{page.word}</span>
            </Link>
          </Tooltip>
        ))}
      </nav>
      <button type="button" className={css.collapse} onClick={onToggle} aria-expanded={!collapsed}>
        <Icon name={collapsed ? 'expand' : 'collapse'} />
        <span className={css.word}>{collapsed ? 'Expand' : 'Collapse'}</span>
      </button>
    </aside>
  );
}
