import { Icon } from '../../ui/icon';
import type { Change } from './edits';
import css from './mapping.module.css';

/** Changes as `name: from → to`. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className={css.changes} aria-label="Changes" tabIndex={0}>
      {changes.map((change) => (
        <li key={`${change.what} ${change.to}`}>
          <b>{change.what}</b>
          <span>{change.from}</span>
          <Icon name="arrow" size={13} />
          <span className="sr">becomes</span>
          <span>{change.to}</span>
        </li>
      ))}
    </ul>
  );
}
