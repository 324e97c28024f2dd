import { Icon } from '../../ui/icon';
import css from './mapping.module.css';
import type { Mover } from './use_lane';

/** Two buttons that need neither dragging nor the handle. They stay pressable at an end, so that
 *  the focus is never lost; they then say that it is the end. */
export function Steps({ mover }: { mover: Mover }) {
  return (
    <span className={css.mover}>
      <button
        type="button"
        className={css.step}
        aria-label={`Move ${mover.name} up`}
        aria-disabled={!mover.canUp}
        onClick={mover.up}
      >
        <Icon name="up" size={14} />
      </button>
      <button
        type="button"
        className={css.step}
        aria-label={`Move ${mover.name} down`}
        aria-disabled={!mover.canDown}
        onClick={mover.down}
      >
        <Icon name="down" size={14} />
      </button>
    </span>
  );
}

/** The handle: dragged, or moved with the arrow keys. */
export function Grip({ mover }: { mover: Mover }) {
  return (
    <button
      type="button"
      className={css.grip}
      aria-label={`Drag ${mover.name}, or use the arrow keys`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.focus();
        event.preventDefault();
        mover.grab();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        if (event.key === 'ArrowUp') mover.up();
        else mover.down();
      }}
    >
      <Icon name="grip" />
    </button>
  );
}
