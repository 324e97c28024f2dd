import { Icon } from '../../ui/icon';
import css from './mapping.module.css';
import { Grip, Steps } from './move_handle';
import type { Line } from './lane';
import type { Mover } from './use_lane';

const kWords: Record<Line, { name: string; below: string }> = {
  start: { name: 'Start line', below: 'entering a status below begins the work' },
  finish: { name: 'Finish line', below: 'entering a status below finishes it' },
};

interface Props {
  line: Line;
  /** It stands where the stages put it. */
  guess: boolean;
  last: boolean;
  mover: Mover;
}

/** A divider between statuses. */
export function LineRow({ line, guess, last, mover }: Props) {
  const words = kWords[line];
  return (
    <tr
      data-entry={mover.entry}
      data-line={line}
      data-dragged={mover.dragged || undefined}
      className={css.line}
    >
      <th scope="row" colSpan={6}>
        <span className={css.lineName}>
          <Grip mover={mover} />
          <Icon name="flag" size={13} />
          <b>{words.name}</b>
          <span className={css.lineWords}>
            {last ? 'no status is below it' : words.below}
            {guess ? ' · placed by the stages' : ' · placed by hand'}
          </span>
        </span>
      </th>
      <td>
        <Steps mover={mover} />
      </td>
    </tr>
  );
}
