import { Popover } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useConnections } from '../api/connections';
import { useLiveState } from '../api/live_state';
import { ToneDot } from '../ui/tone';
import { decideHealth, type Concern } from './health';
import css from './shell.module.css';

function ConcernRow({ concern, onFollow }: { concern: Concern; onFollow: () => void }) {
  return (
    <li>
      <Link
        to="/integrations/$id"
        params={{ id: concern.id }}
        search={concern.tab ? { tab: concern.tab } : {}}
        className={css.concern}
        onClick={onFollow}
      >
        <ToneDot tone={concern.tone} />
        <span>
          <b>{concern.title}</b>
          <span className={css.line}>{concern.line}</span>
        </span>
      </Link>
    </li>
  );
}

/** Worst thing first; opens the list of everything that needs a person. */
export function HealthChip() {
  const connections = useConnections();
  const live = useLiveState();
  const [open, setOpen] = useState(false);
  if (!connections.data) return null;
  const health = decideHealth(connections.data);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" width={340}>
      <Popover.Target>
        <button
          type="button"
          className={css.chip}
          data-tone={health.tone}
          onClick={() => setOpen(!open)}
        >
          <ToneDot tone={health.tone} />
          <span className={css.chipText}>{health.text}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.pop} aria-label="Health">
        {health.concerns.length === 0 ? (
          <p className={css.allWell}>Nothing needs attention.</p>
        ) : (
          <ul>
            {health.concerns.map((concern) => (
              <ConcernRow key={concern.title} concern={concern} onFollow={() => setOpen(false)} />
            ))}
          </ul>
        )}
        <p className={css.liveLine}>
          {live === 'live'
            ? 'Changes arrive on this page as they happen.'
            : 'Live updates are interrupted; this page asks every 5 s instead.'}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
