import type { Badge } from '../api/client';
import { Icon, type IconName } from './icon';
import css from './tone.module.css';

type Tone = Badge['tone'];

const kCodeIcon: Partial<Record<Badge['code'], IconName>> = {
  waiting: 'pause',
  paused: 'pause',
  token_expiring: 'clock',
};

const kToneIcon: Record<Tone, IconName> = {
  ok: 'check',
  running: 'sync',
  warn: 'alert',
  error: 'cross',
  idle: 'minus',
};

/** Icon and words of a connection's state; the words come from the server. */
export function ToneBadge({ badge }: { badge: Badge }) {
  return (
    <span className={css.badge} data-tone={badge.tone}>
      {badge.tone === 'running' ? (
        <span className={css.ring} aria-hidden="true" />
      ) : (
        <Icon name={kCodeIcon[badge.code] ?? kToneIcon[badge.tone]} size={13} />
      )}
      {badge.text}
    </span>
  );
}

export function ToneDot({ tone }: { tone: Tone }) {
  return <span className={css.dot} data-tone={tone} aria-hidden="true" />;
}
