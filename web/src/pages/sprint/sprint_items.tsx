import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { SprintItem, SprintReport } from '../../api/sprints';
import { exact, formatDay, formatUtc, plural } from '../../lib/format';
import { CategoryChip } from '../../ui/category_chip';
import { Lozenge } from '../../ui/lozenge';
import { Card } from '../../ui/page';
import css from './sprint.module.css';
import { estimateWords, groupItems, pointsWords } from './sprint_rules';

const kFirstRows = 12;

/** What happened to it: added late, taken out, finished. */
function When({ item }: { item: SprintItem }) {
  const at = item.outcome === 'removed' ? item.removed_at : item.finished;
  const word = item.outcome === 'removed' ? 'Removed' : 'Done';
  if (at === null) return null;
  return (
    <span title={formatUtc(at)}>
      {word} {formatDay(at)}
    </span>
  );
}

function Row({ item }: { item: SprintItem }) {
  return (
    <li className={css.item} data-row data-connection={item.connection} data-key={item.key}>
      <Link
        to="/issues/$key"
        params={{ key: item.key }}
        search={{ connection: item.connection }}
        className={css.itemLink}
      >
        <code>{item.key}</code>
        <span className={css.itemSummary}>{item.summary}</span>
      </Link>
      <span className={css.itemMarks}>
        {item.added_at !== null && (
          <span className={css.addedTag} title={formatUtc(item.added_at)}>
            Added {formatDay(item.added_at)}
          </span>
        )}
        <CategoryChip type={item.type} category={item.category} />
      </span>
      <span className={css.itemStatus}>
        <Lozenge status={item.status} />
      </span>
      <span className={css.itemWhen}>
        <When item={item} />
      </span>
      <span
        className={css.itemPoints}
        data-none={estimateWords(item) === 'no estimate' || undefined}
      >
        <span className="sr">Points: </span>
        {estimateWords(item)}
      </span>
    </li>
  );
}

interface GroupProps {
  title: string;
  lead: string;
  items: readonly SprintItem[];
}

function Group({ title, lead, items }: GroupProps) {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, kFirstRows);
  const points = items.reduce(
    (sum, item) => sum + (item.points_at_close ?? item.points_at_commitment ?? 0),
    0,
  );
  return (
    <section aria-label={title}>
      <header className={css.groupHead}>
        <h3>
          {title} <span className={css.groupCount}>{exact(items.length)}</span>
        </h3>
        <p>{lead}</p>
        <span className={css.groupPoints}>{pointsWords(points)} points</span>
      </header>
      <ul>
        {shown.map((item) => (
          <Row key={`${item.connection} ${item.id}`} item={item} />
        ))}
      </ul>
      {shown.length < items.length && (
        <button type="button" className={css.showAll} onClick={() => setAll(true)}>
          Show the other {exact(items.length - shown.length)}
        </button>
      )}
    </section>
  );
}

/** The issues of the sprint by what became of them. */
export function SprintItems({ report }: { report: SprintReport }) {
  const groups = groupItems(report.items);
  if (groups.length === 0) return null;
  return (
    <Card flush className={css.items}>
      <header className={css.itemsHead}>
        <h2>What became of {plural(report.items.length, 'issue')}</h2>
      </header>
      {groups.map((group) => (
        <Group key={group.outcome} {...group} />
      ))}
    </Card>
  );
}
