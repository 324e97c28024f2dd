import { formatDuration } from '../../lib/duration';
import { formatInstant, plural } from '../../lib/format';
import { fitLabel, ticks, tickWords, toX, type Domain } from '../../lib/time_axis';
import { clusterTicks, workBars, workScale } from './clusters';
import type { Lane, Span, Tick, Work } from './lanes';
import { kAxisTop, type LaneLayout } from './layout';
import css from './throughline.module.css';

interface Plane {
  domain: Domain;
  width: number;
}

const kMinPx = 2;
const kStatusBar = 32;
const kValueBar = 24;
const kBlockedBar = 18;

export function AxisTicks({ domain, width, height }: Plane & { height: number }) {
  return (
    <g className={css.axis}>
      {ticks(domain, width).map((tick) => {
        const x = toX(tick.at, domain, width);
        return (
          <g key={tick.at} transform={`translate(${x},0)`}>
            <line y1={kAxisTop - 10} y2={height} />
            {x > 16 && x < width - 20 && (
              <text y={15} textAnchor="middle">
                {tickWords(tick)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Time in which nobody works, behind all lanes. */
export function Shade(props: Plane & { stretches: readonly Domain[]; height: number }) {
  const { domain, width, stretches, height } = props;
  return (
    <g className={css.shade}>
      {stretches.map((stretch) => {
        const from = toX(stretch.from, domain, width);
        const size = toX(stretch.to, domain, width) - from;
        return (
          <rect key={stretch.from} x={from} y={kAxisTop} width={size} height={height - kAxisTop} />
        );
      })}
    </g>
  );
}

function spanWords(span: Span): string {
  const length = formatDuration(Math.round((span.to - span.from) / 1000));
  return `${span.label}, ${length}${span.open ? ' so far' : ''}, from ${formatInstant(new Date(span.from))}`;
}

function barHeight(lane: Lane): number {
  if (lane.id === 'status') return kStatusBar;
  return lane.id === 'blocked' ? kBlockedBar : kValueBar;
}

function labelOf(span: Span, lane: Lane, size: number): string {
  if (lane.id !== 'status') return fitLabel(span.label, size);
  const length = formatDuration(Math.round((span.to - span.from) / 1000));
  const whole = `${span.label} · ${length}`;
  return fitLabel(whole, size) === whole ? whole : fitLabel(span.label, size);
}

function Bar({ span, lane, row, domain, width }: Plane & BarProps) {
  const from = Math.max(0, toX(span.from, domain, width));
  const to = Math.min(width, toX(span.to, domain, width));
  if (to < 0 || from > width) return null;
  const size = Math.max(kMinPx, to - from);
  const height = barHeight(lane);
  const label = labelOf(span, lane, size);
  const gap = size > 6 ? 1 : 0;
  return (
    <g className={css.span} data-lane={lane.id} data-tone={span.tone}>
      <title>{spanWords(span)}</title>
      <rect
        x={from + gap / 2}
        y={row.y + (row.height - height) / 2}
        width={size - gap}
        height={height}
        rx={Math.min(lane.id === 'status' ? 6 : 5, size / 2)}
      />
      {label && (
        <text x={from + 9} y={row.y + row.height / 2 + 4}>
          {label}
        </text>
      )}
    </g>
  );
}

interface BarProps {
  span: Span;
  lane: Lane;
  row: LaneLayout;
}

function Rule({ row, width }: { row: LaneLayout; width: number }) {
  return <line className={css.rule} x1={0} x2={width} y1={row.y} y2={row.y} />;
}

export function SpanRow({ lane, row, domain, width }: Plane & { lane: Lane; row: LaneLayout }) {
  return (
    <g>
      <Rule row={row} width={width} />
      {lane.spans.map((span) => (
        <Bar
          key={`${span.from} ${span.label}`}
          span={span}
          lane={lane}
          row={row}
          domain={domain}
          width={width}
        />
      ))}
      {lane.spans.length === 0 && (
        <text className={css.none} x={9} y={row.y + row.height / 2 + 4}>
          {lane.none}
        </text>
      )}
    </g>
  );
}

/** Logged time: a bar's height is its hours, the lane's top is written at its right end. */
export function WorkRow(props: Plane & { works: readonly Work[]; row: LaneLayout }) {
  const { works, row, domain, width } = props;
  const bars = workBars(works, domain, width);
  const top = workScale(bars);
  const room = row.height - 12;
  const floor = row.y + row.height - 4;
  return (
    <g>
      <Rule row={row} width={width} />
      {bars.map((bar) => {
        const height = Math.max(2, (bar.seconds / top) * room);
        const from = bar.works[0];
        const who = [...new Set(bar.works.map((w) => w.author))].join(', ');
        return (
          <g key={`${from?.at} ${from?.author}`} className={css.work}>
            <title>
              {`${formatDuration(bar.seconds)} by ${who}, ${plural(bar.works.length, 'worklog')}, from ${formatInstant(new Date(from?.at ?? 0))}`}
            </title>
            <rect x={bar.x} y={floor - height} width={bar.width} height={height} rx={1.5} />
          </g>
        );
      })}
      {works.length === 0 ? (
        <text className={css.none} x={9} y={row.y + row.height / 2 + 4}>
          Nothing logged
        </text>
      ) : (
        <g className={css.scale}>
          <line x1={0} x2={width} y1={floor - room} y2={floor - room} />
          <text x={width - 4} y={floor - room + 11} textAnchor="end">
            {formatDuration(top)}
          </text>
        </g>
      )}
    </g>
  );
}

export interface Wait {
  from: number;
  to: number;
  text: string;
}

function Waits({ waits, middle, domain, width }: Plane & { waits: Wait[]; middle: number }) {
  return waits.map((wait) => {
    const left = Math.max(0, toX(wait.from, domain, width));
    const right = Math.min(width, toX(wait.to, domain, width));
    const label = fitLabel(wait.text, right - left - 24);
    if (right <= left) return null;
    return (
      <g key={wait.from} className={css.wait}>
        <title>{wait.text}</title>
        <line x1={left} x2={right} y1={middle} y2={middle} />
        {label && (
          <text x={(left + right) / 2} y={middle + 4} textAnchor="middle">
            {label}
          </text>
        )}
      </g>
    );
  });
}

interface TickProps extends Plane {
  marks: readonly Tick[];
  waits: Wait[];
  row: LaneLayout;
}

/** A tick for every event; those that would lie over each other are one with their number. */
export function TickRow({ marks, waits, row, domain, width }: TickProps) {
  const middle = row.y + row.height / 2;
  return (
    <g>
      <Rule row={row} width={width} />
      <line className={css.thread} x1={0} x2={width} y1={middle} y2={middle} />
      <Waits waits={waits} middle={middle} domain={domain} width={width} />
      {clusterTicks(marks, domain, width).map(({ x, ticks: joined }) => {
        const [first] = joined;
        if (!first) return null;
        const words = joined.slice(0, 8).map((t) => t.words);
        const many = joined.length > 1;
        return (
          <g key={`${first.at} ${first.words}`} className={css.event} data-kind={first.kind}>
            <title>{`${formatInstant(new Date(first.at))}\n${words.join('\n')}`}</title>
            <circle cx={x} cy={middle} r={many ? 9 : first.kind === 'created' ? 5 : 4} />
            {many && (
              <text x={x} y={middle + 4} textAnchor="middle">
                {joined.length}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

interface MarkProps extends Plane {
  marks: readonly { at: number | null; word: string }[];
  height: number;
}

const kWordPx = 40;

/** Where the cycle begins and ends, and where now is. */
export function Marks({ marks, domain, width, height }: MarkProps) {
  return (
    <g>
      {marks.map(({ at, word }) => {
        const x = at === null ? -1 : toX(at, domain, width);
        if (x < 0 || x > width) return null;
        // The word of the start stands before its line, so that a quick finish leaves both readable.
        const right = x > width - 56 || (word === 'start' && x > kWordPx);
        return (
          <g key={word} className={css.mark} data-word={word}>
            <line x1={x} x2={x} y1={22} y2={height} />
            <text x={right ? x - 5 : x + 5} y={31} textAnchor={right ? 'end' : 'start'}>
              {word}
            </text>
          </g>
        );
      })}
    </g>
  );
}

const kPillPx = 118;

/** The line that reads all lanes, with its instant on top. */
export function Cursor({ at, domain, width, height }: Plane & { at: number; height: number }) {
  if (at < domain.from || at > domain.to) return null;
  const x = toX(at, domain, width);
  const left = Math.min(Math.max(0, x - kPillPx / 2), Math.max(0, width - kPillPx));
  return (
    <g className={css.cursor}>
      <line x1={x} x2={x} y1={20} y2={height} />
      <rect x={left} y={1} width={kPillPx} height={20} rx={10} />
      <text x={left + kPillPx / 2} y={15} textAnchor="middle">
        {formatInstant(new Date(at)).replace(/ \d{4},/, ',')}
      </text>
    </g>
  );
}

/** The stretch that is being dragged open. */
export function Brush(props: Plane & { brush: Domain | null; height: number }) {
  const { brush, domain, width, height } = props;
  if (!brush) return null;
  const from = toX(brush.from, domain, width);
  const size = toX(brush.to, domain, width) - from;
  return (
    <rect className={css.brush} x={from} y={kAxisTop} width={size} height={height - kAxisTop} />
  );
}
