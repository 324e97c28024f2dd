import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import css from './chart.module.css';
import { coloursOf } from './colours';
import { makeHit, stepTo } from './hit';
import { boxOf, layoutOf, type Layout } from './layout';
import type { ChartModel, Mark, MarkTarget } from './model';
import type { Painter } from './painter';
import { TipBox } from './tip';

interface Props {
  model: ChartModel;
  /** What the picture is called, and its statement: both are heard on entering. */
  label: string;
  sentence: string;
  height: number;
  onOpen: (target: MarkTarget) => void;
}

/** Loads the painter, and paints whenever model, size or colours change. */
function usePainter(model: ChartModel, width: number, height: number) {
  const element = useRef<HTMLDivElement>(null);
  const painter = useRef<Painter>(null);
  const scheme = useComputedColorScheme('light');
  const forced = useMediaQuery('(forced-colors: active)');
  const [ready, setReady] = useState(false);
  const [fault, setFault] = useState(false);
  useEffect(() => {
    let gone = false;
    import('./painter')
      .then(({ makePainter }) => {
        if (gone || !element.current) return;
        painter.current = makePainter(element.current);
        setReady(true);
      })
      .catch(() => setFault(true));
    return () => {
      gone = true;
      painter.current?.dispose();
      painter.current = null;
    };
  }, []);
  useEffect(() => {
    if (!ready || !element.current || width === 0) return;
    painter.current?.paint(model, width, height, coloursOf(element.current));
  }, [ready, model, width, height, scheme, forced]);
  return { element, ready, fault };
}

/** The outline around the mark that has the pointer or the focus. */
function Outline({ mark, layout }: { mark: Mark; layout: Layout }) {
  const box = boxOf(mark, layout);
  const grow = mark.shape === 'dot' ? 3 : 0;
  return (
    <span
      className={css.outline}
      data-shape={mark.shape}
      style={{
        left: box.left - grow,
        top: box.top - grow,
        width: box.width + 2 * grow,
        height: box.height + 2 * grow,
      }}
    />
  );
}

/** What is hovered by the pointer or reached by keys; Escape hides it until the next move. */
function useMarkAt(model: ChartModel, layout: Layout) {
  const [found, setAt] = useState<{ index: number; by: 'pointer' | 'keys' } | null>(null);
  const at = found && found.index < model.marks.length ? found : null;
  const hit = useMemo(() => makeHit(model, layout), [model, layout]);
  const onPointer = (event: PointerEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('[data-tip]')) return;
    const box = event.currentTarget.getBoundingClientRect();
    const index = hit(event.clientX - box.left, event.clientY - box.top);
    if (index === null) {
      if (at?.by === 'pointer') setAt(null);
    } else if (at?.index !== index || at.by === 'keys') setAt({ index, by: 'pointer' });
  };
  return { at, setAt, onPointer };
}

/** Tab enters, arrows go from mark to mark, Enter opens, Escape leaves. */
export function ChartSurface({ model, label, sentence, height, onOpen }: Props) {
  const { ref: sizeRef, width } = useElementSize();
  const { element, ready, fault } = usePainter(model, width, height);
  const merged = useMergedRef(sizeRef, element);
  const layout = useMemo(() => layoutOf(model, Math.max(1, width), height), [model, width, height]);
  const { at, setAt, onPointer } = useMarkAt(model, layout);
  const mark = at ? model.marks[at.index] : undefined;
  const last = Math.max(0, model.marks.length - 1);

  const onKey = (event: KeyboardEvent) => {
    const next = stepTo(model.marks, at?.index ?? null, event.key);
    if (next !== null) setAt({ index: next, by: 'keys' });
    else if (event.key === 'Enter' && mark?.target) onOpen(mark.target);
    else if (event.key === 'Escape' && at) setAt(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (fault) return <p className={css.fault}>The chart could not be loaded. Reload the page.</p>;
  return (
    <div
      className={css.plot}
      data-ready={ready || undefined}
      data-open={mark?.target ? true : undefined}
      role="slider"
      tabIndex={0}
      aria-label={`${label}. ${sentence} Arrows go from mark to mark, Enter opens.`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at?.index ?? 0}
      aria-valuetext={mark ? mark.words : sentence}
      onKeyDown={onKey}
      onBlur={() => setAt(null)}
      onPointerMove={onPointer}
      onPointerLeave={() => at?.by === 'pointer' && setAt(null)}
      onClick={() => mark?.target && onOpen(mark.target)}
    >
      <div ref={merged} style={{ height }} aria-hidden="true" className={css.surface} />
      {mark && width > 0 && (
        <>
          <Outline mark={mark} layout={layout} />
          <TipBox mark={mark} box={boxOf(mark, layout)} width={width} height={height} />
        </>
      )}
    </div>
  );
}
