import { ActionIcon, Menu } from '@mantine/core';
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { Me } from '../api/client';
import { useSignOut } from '../api/session';
import { Icon, type IconName } from '../ui/icon';
import { openCommand } from './commands';
import { HealthChip } from './health_chip';
import css from './shell.module.css';

const schemes: { value: MantineColorScheme; icon: IconName; word: string }[] = [
  { value: 'light', icon: 'sun', word: 'Light' },
  { value: 'dark', icon: 'moon', word: 'Dark' },
  { value: 'auto', icon: 'system', word: 'As the system' },
];

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = schemes.find((s) => s.value === colorScheme) ?? schemes[2];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={`Theme: ${current?.word ?? ''}`}
        >
          <Icon name={current?.icon ?? 'system'} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme.value}
            leftSection={<Icon name={scheme.icon} />}
            rightSection={scheme.value === colorScheme && <Icon name="check" />}
            onClick={() => setColorScheme(scheme.value)}
          >
            {scheme.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu({ me }: { me: Me }) {
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={css.user}
          aria-label={`${initials(me.user.name)}, account of ${me.user.name}`}
        >
          {initials(me.user.name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.who}>
          <b>{me.user.name}</b>
          <span>{me.user.email}</span>
          <span>
            {me.user.role} of {me.tenant.name}
          </span>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="keyboard" />} onClick={() => openCommand('sheet')}>
          Keys
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
        <Menu.Divider />
        <div className={css.version}>
          Throughline {me.server.version} · {me.tenant.time_zone}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return (
    letters
      .map((word) => Array.from(word ?? '')[0] ?? '')
      .join('')
      .toUpperCase() || '?'
  );
}

const kMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Looks like a field, opens the palette. */
function SearchButton() {
  return (
    <button
      type="button"
      className={css.find}
      aria-keyshortcuts={kMac ? 'Meta+K' : 'Control+K'}
      onClick={() => openCommand('palette')}
    >
      <Icon name="search" size={15} />
      <span className={css.findWords}>Search or go to</span>
      <kbd aria-hidden="true">{kMac ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}

export function TopBar({ me }: { me: Me }) {
  return (
    <header className={css.top}>
      <HealthChip />
      <span className={css.spring} />
      <SearchButton />
      <ThemeSwitch />
      <UserMenu me={me} />
    </header>
  );
}
