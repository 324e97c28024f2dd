import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatInstant } from '../../lib/format';
import { clampDomain, toTime, toX, type Domain } from '../../lib/time_axis';
import type { Lane } from './lanes';
import css from './throughline.module.css';
import { moveEdge, type Axis } from './use_axis';

interface Props {
  axis: Axis;
  lane: Lane | undefined;
  width: number;
}

const kStep = 0.01;
const kLarge = 0.1;
const kHeight = 22;

type Grip = 'from' | 'to' | 'window';

function stepOf(key: string): number {
  return { ArrowLeft: -kStep, ArrowRight: kStep, PageDown: -kLarge, PageUp: kLarge }[key] ?? 0;
}

function Edge(props: {
  axis: Axis;
  edge: 'from' | 'to';
  width: number;
  onGrab: (g: Grip) => void;
}) {
  const { axis, edge, width, onGrab } = props;
  const { whole, domain } = axis;
  const onKey = (event: KeyboardEvent) => {
    const by = stepOf(event.key) * (whole.to - whole.from);
    const end = event.key === 'Home' ? whole.from : event.key === 'End' ? whole.to : null;
    if (by === 0 && end === null) return;
    event.preventDefault();
    axis.show(moveEdge(domain, whole, edge, end ?? domain[edge] + by));
  };
  return (
    <span
      role="slider"
      tabIndex={0}
      className={css.edge}
      style={{ left: toX(domain[edge], whole, width) }}
      aria-label={edge === 'from' ? 'Start of the part shown' : 'End of the part shown'}
      aria-valuemin={Math.round(whole.from / 1000)}
      aria-valuemax={Math.round(whole.to / 1000)}
      aria-valuenow={Math.round(domain[edge] / 1000)}
      aria-valuetext={formatInstant(new Date(domain[edge]))}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.stopPropagation();
        onGrab(edge);
      }}
    />
  );
}

/** The whole life as a strip; what is shown above it is its window, which can be dragged. */
export function Overview({ axis, lane, width }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [grip, setGrip] = useState<{ part: Grip; at: number; start: Domain } | null>(null);
  const { whole, domain, zoomed } = axis;
  const timeOf = (event: PointerEvent) => {
    const rect = box.current?.getBoundingClientRect();
    return toTime(event.clientX - (rect?.left ?? 0), whole, rect?.width ?? 1);
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = timeOf(event);
    const inside = zoomed && at >= domain.from && at <= domain.to;
    const half = (domain.to - domain.from) / 2;
    const start = inside ? domain : clampDomain({ from: at - half, to: at + half }, whole);
    if (zoomed && !inside) axis.show(start);
    setGrip({ part: 'window', at, start });
  };
  const onMove = (event: PointerEvent) => {
    if (!grip) return;
    const at = timeOf(event);
    if (grip.part !== 'window') axis.show(moveEdge(domain, whole, grip.part, at));
    else if (zoomed) {
      const by = at - grip.at;
      axis.show(clampDomain({ from: grip.start.from + by, to: grip.start.to + by }, whole));
    }
  };
  const [left, right] = [toX(domain.from, whole, width), toX(domain.to, whole, width)];
  const edge = (part: 'from' | 'to') => (
    <Edge
      axis={axis}
      edge={part}
      width={width}
      onGrab={(g) => setGrip({ part: g, at: domain[part], start: domain })}
    />
  );
  return (
    <div
      ref={box}
      className={css.overview}
      data-zoomed={zoomed || undefined}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => setGrip(null)}
      onPointerCancel={() => setGrip(null)}
    >
      <svg width={width} height={kHeight} aria-hidden="true" focusable="false">
        {lane?.spans.map((span) => {
          const x = toX(span.from, whole, width);
          return (
            <g key={span.from} className={css.span} data-lane="status" data-tone={span.tone}>
              <rect x={x} y={5} height={12} width={Math.max(1, toX(span.to, whole, width) - x)} />
            </g>
          );
        })}
        <g className={css.veil}>
          <rect x={0} y={0} width={Math.max(0, left)} height={kHeight} />
          <rect x={right} y={0} width={Math.max(0, width - right)} height={kHeight} />
        </g>
      </svg>
      {edge('from')}
      {edge('to')}
    </div>
  );
}
