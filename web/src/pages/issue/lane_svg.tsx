import type { TimelineEntry } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { formatInstant } from '../../lib/format';
import { fitLabel, ticks, tickWords, toX, type Domain } from '../../lib/time_axis';
import css from './issue.module.css';
import type { Gap, Lane, Span } from './lanes';

export const kAxisTop = 34;
export const kLaneHeight = 40;
const kBar = 26;
const kStatusBar = 30;
const kMinPx = 2;

interface Axis {
  domain: Domain;
  width: number;
}

export function AxisTicks({ domain, width, height }: Axis & { height: number }) {
  return (
    <g className={css.axis}>
      {ticks(domain, width).map((tick) => {
        const x = toX(tick.at, domain, width);
        return (
          <g key={tick.at} transform={`translate(${x},0)`}>
            <line y1={24} y2={height} />
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

function spanWords(span: Span): string {
  const length = formatDuration(Math.round((span.to - span.from) / 1000));
  return `${span.label}, ${length}${span.open ? ' so far' : ''}, from ${formatInstant(new Date(span.from))}`;
}

function Bar({ span, lane, y, domain, width }: Axis & { span: Span; lane: Lane; y: number }) {
  const from = Math.max(0, toX(span.from, domain, width));
  const to = Math.min(width, toX(span.to, domain, width));
  const size = Math.max(kMinPx, to - from);
  if (to < 0 || from > width) return null;
  const height = lane.id === 'status' ? kStatusBar : kBar;
  const length = formatDuration(Math.round((span.to - span.from) / 1000));
  const whole = lane.id === 'status' ? `${span.label} · ${length}` : span.label;
  const label =
    lane.id === 'worklog'
      ? ''
      : fitLabel(fitLabel(whole, size) === whole ? whole : span.label, size);
  const gap = size > 6 ? 1 : 0;
  return (
    <g className={css.span} data-lane={lane.id} data-tone={span.tone}>
      <title>{spanWords(span)}</title>
      <rect
        x={from + gap / 2}
        y={y + (kLaneHeight - height) / 2}
        width={size - gap}
        height={height}
        rx={Math.min(5, size / 2)}
      />
      {label && (
        <text x={from + 8} y={y + kLaneHeight / 2 + 4}>
          {label}
        </text>
      )}
    </g>
  );
}

export function LaneRow({ lane, index, domain, width }: Axis & { lane: Lane; index: number }) {
  const y = kAxisTop + index * kLaneHeight;
  return (
    <g>
      <line className={css.rule} x1={0} x2={width} y1={y} y2={y} />
      {lane.spans.map((span) => (
        <Bar
          key={`${span.from} ${span.label}`}
          span={span}
          lane={lane}
          y={y}
          domain={domain}
          width={width}
        />
      ))}
      {lane.spans.length === 0 && (
        <text className={css.none} x={8} y={y + kLaneHeight / 2 + 4}>
          {lane.none}
        </text>
      )}
    </g>
  );
}

interface EventProps extends Axis {
  timeline: TimelineEntry[];
  gaps: Gap[];
  index: number;
}

/** A tick for every event; ticks in one pixel are drawn once. Long silences are named. */
export function EventTicks({ timeline, gaps, index, domain, width }: EventProps) {
  const y = kAxisTop + index * kLaneHeight;
  const middle = y + kLaneHeight / 2;
  const seen = new Set<number>();
  const shown = timeline.filter((entry) => {
    const x = Math.round(toX(Date.parse(entry.at), domain, width));
    if (x < 0 || x > width || seen.has(x)) return false;
    seen.add(x);
    return true;
  });
  return (
    <g>
      <line className={css.rule} x1={0} x2={width} y1={y} y2={y} />
      <line className={css.thread} x1={0} x2={width} y1={middle} y2={middle} />
      {gaps.map((gap) => {
        const [from, to] = [toX(gap.from, domain, width), toX(gap.to, domain, width)];
        const [left, right] = [Math.max(0, from), Math.min(width, to)];
        const label = fitLabel(gap.text, right - left - 16);
        return (
          label && (
            <text
              key={gap.from}
              className={css.gap}
              x={(left + right) / 2}
              y={middle + 4}
              textAnchor="middle"
            >
              {label}
            </text>
          )
        );
      })}
      {shown.map((entry) => (
        <circle
          key={`${entry.kind} ${entry.id} ${entry.at}`}
          className={css.event}
          data-kind={entry.kind}
          cx={toX(Date.parse(entry.at), domain, width)}
          cy={middle}
          r={entry.kind === 'created' ? 5 : 3.5}
        />
      ))}
    </g>
  );
}

interface MarkProps extends Axis {
  started: string | null;
  finished: string | null;
  cursor: number | null;
  height: number;
}

/** Where the cycle begins and ends, and the cursor. */
export function Marks({ started, finished, cursor, domain, width, height }: MarkProps) {
  const marks = [
    { at: started, word: 'start' },
    { at: finished, word: 'finish' },
  ];
  return (
    <g>
      {marks.map(({ at, word }) => {
        const x = at === null ? -1 : toX(Date.parse(at), domain, width);
        if (x < 0 || x > width) return null;
        const right = x > width - 50;
        return (
          <g key={word} className={css.mark}>
            <line x1={x} x2={x} y1={20} y2={height} />
            <text x={right ? x - 4 : x + 4} y={30} textAnchor={right ? 'end' : 'start'}>
              {word}
            </text>
          </g>
        );
      })}
      {cursor !== null && cursor >= domain.from && cursor <= domain.to && (
        <line
          className={css.cursor}
          x1={toX(cursor, domain, width)}
          x2={toX(cursor, domain, width)}
          y1={20}
          y2={height}
        />
      )}
    </g>
  );
}
