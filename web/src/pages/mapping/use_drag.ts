import { useEffect, useRef, useState } from 'react';

interface Hooks {
  /** Called at the first movement, once. */
  onStart: () => void;
  /** The pointer is over the place of this entry. */
  onOver: (key: string, to: number) => void;
  onCancel: () => void;
  onEnd: (key: string) => void;
}

/** Index of the row whose middle is nearest to the pointer. */
export function rowAt(middles: readonly number[], y: number): number {
  let best = 0;
  middles.forEach((middle, i) => {
    if (Math.abs(middle - y) < Math.abs((middles[best] ?? 0) - y)) best = i;
  });
  return best;
}

function middlesOf(body: HTMLElement): number[] {
  return [...body.querySelectorAll<HTMLElement>('[data-entry]')].map((row) => {
    const box = row.getBoundingClientRect();
    return box.top + box.height / 2;
  });
}

/** Drags rows of a table body by their handles; Escape puts back what was. */
export function useDrag(hooks: Hooks) {
  const [body, setBody] = useState<HTMLTableSectionElement | null>(null);
  const latest = useRef(hooks);
  const [dragged, setDragged] = useState<string | null>(null);
  useEffect(() => {
    latest.current = hooks;
  });
  useEffect(() => {
    if (dragged === null) return;
    let started = false;
    const move = (event: PointerEvent) => {
      if (!body) return;
      if (!started) latest.current.onStart();
      started = true;
      latest.current.onOver(dragged, rowAt(middlesOf(body), event.clientY));
    };
    const end = () => {
      setDragged(null);
      if (started) latest.current.onEnd(dragged);
    };
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setDragged(null);
      if (started) latest.current.onCancel();
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', cancel);
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', cancel);
    };
  }, [dragged, body]);
  return { setBody, dragged, begin: setDragged };
}
