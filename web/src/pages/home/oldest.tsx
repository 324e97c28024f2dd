import { Link } from '@tanstack/react-router';
import type { OldItem } from '../../api/overview';
import { formatBothIn, formatIn, type TimeScale } from '../../charts/unit';
import { formatDate } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { Lozenge } from '../../ui/lozenge';
import { Card } from '../../ui/page';
import { Loading, StatePanel } from '../../ui/state_panel';
import css from './home.module.css';
import { bandWords, paceWords } from './home_rules';

/** The age on a track from nothing to everything, with a stroke at p85. */
function Pace({ item }: { item: OldItem }) {
  const words = paceWords(item.rank_percent);
  return (
    <span className={css.pace} title={words}>
      <span className={css.track} aria-hidden="true" data-band={item.band ?? undefined}>
        <span style={{ width: `${item.rank_percent ?? 0}%` }} />
      </span>
      <span className={css.paceWords}>
        {item.band === null ? words : bandWords(item.band)}
        <span className="sr">, {words}</span>
      </span>
    </span>
  );
}

function Row({ item, scale }: { item: OldItem; scale: TimeScale }) {
  const age = formatIn(item.age_seconds, scale);
  return (
    <li className={css.old} data-row data-connection={item.connection} data-key={item.key}>
      <Link
        to="/issues/$key"
        params={{ key: item.key }}
        search={{ connection: item.connection }}
        className={css.issueLink}
      >
        <code>{item.key}</code>
        <span className={css.summary}>{item.summary}</span>
      </Link>
      <span className={css.marks}>
        {(item.flagged || item.blocked) && (
          <span className={css.blocked}>
            <Icon name="flag" size={13} />
            {item.flagged ? 'Flagged' : 'Blocked'}
          </span>
        )}
        <Lozenge status={item.status} />
      </span>
      <span
        className={css.age}
        title={`${formatBothIn(item.age_seconds, scale)}, started ${formatDate(item.started)}`}
      >
        {age}
      </span>
      <Pace item={item} />
    </li>
  );
}

interface Props {
  items: readonly OldItem[] | undefined;
  scale: TimeScale;
}

/** What has been in progress for longest, each against the pace of its stage. */
export function Oldest({ items, scale }: Props) {
  return (
    <Card flush>
      <div className={css.cardHead}>
        <div>
          <h2>Oldest in progress</h2>
          <p className={css.cardLead}>
            Age, and how it compares within the stage; the stroke is p85
          </p>
        </div>
        <Link
          to="/issues"
          search={{ v: '1', status_category: 'indeterminate', sort: '-age' } as never}
        >
          See all
        </Link>
      </div>
      {items === undefined && <Loading what="work in progress" height={260} />}
      {items?.length === 0 && (
        <StatePanel compact icon="flow" title="Nothing is in progress">
          <p>No issue lies between the start and the finish line now.</p>
        </StatePanel>
      )}
      <ul>
        {items?.map((item) => (
          <Row key={`${item.connection} ${item.id}`} {...{ item, scale }} />
        ))}
      </ul>
    </Card>
  );
}
