import { Link } from '@tanstack/react-router';
import type { OverviewTile } from '../../api/overview';
import { deltaOf, previousWords, valueWords } from '../../charts/delta';
import { Spark } from '../../charts/spark';
import type { TimeScale } from '../../charts/unit';
import { exact } from '../../lib/format';
import type { Question } from '../../scope/question';
import css from './home.module.css';
import { tileAddress } from './tile_address';

interface Props {
  tile: OverviewTile;
  question: Question;
  scale: TimeScale;
  /** Days of the window. */
  days: number;
}

function Change({ tile, scale, days }: Omit<Props, 'question'>) {
  const { value, previous, value_kind: kind } = tile;
  const delta = deltaOf({ value, previous, kind, scale });
  if (delta === null) return <span className={css.foot}>nothing to compare with</span>;
  return (
    <span className={css.foot}>
      <span aria-hidden="true" className={css.arrow}>
        {delta.arrow}
      </span>{' '}
      {delta.text} <span className={css.than}>than {previousWords(days)}</span>
    </span>
  );
}

/** What the number is made of. */
function madeOf({ id, value, n }: OverviewTile, days: number): string {
  if (id === 'wip_over_p85') return `of ${exact(n)} in progress`;
  if (id === 'throughput' && value !== null && days >= 7) {
    return `${((value / days) * 7).toFixed(1)} a week`;
  }
  return `n ${exact(n)}`;
}

/** One number with its name, how it moved, what it is made of, and the way to it. */
export function Tile({ tile, question, scale, days }: Props) {
  const { title, value, value_kind: kind, note, spark } = tile;
  const { to, search } = tileAddress(tile.href, question);
  return (
    <Link to={to} search={search as never} className={css.tile}>
      <span className={css.label}>{title}</span>
      <span className={css.figures}>
        {value === null ? (
          <span className={css.absent}>{note === '' ? 'not known yet' : note}</span>
        ) : (
          <span className={css.value}>{valueWords(value, kind, scale)}</span>
        )}
        <Spark values={spark} zero={kind === 'count'} width={104} height={32} />
      </span>
      {value !== null && <Change {...{ tile, scale, days }} />}
      <span className={css.foot}>
        {madeOf(tile, days)}
        {value !== null && note !== '' && ` · ${note}`}
      </span>
    </Link>
  );
}

/** Keeps the place of a tile while its number is on the way. */
export function TileGhost() {
  return (
    <span className={css.tile} aria-hidden="true">
      <span className={css.ghost} data-short />
      <span className={css.ghost} data-tall />
      <span className={css.ghost} />
    </span>
  );
}
