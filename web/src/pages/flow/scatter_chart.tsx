import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { CycleTime } from '../../api/client';
import { formatDurationBoth } from '../../lib/duration';
import { formatDay, formatInstant } from '../../lib/format';
import { init, type ECharts } from './echarts';
import css from './flow.module.css';
import { axisTop, chartSentence, linesOf, marksOf, type Mark, type Point } from './scatter_model';
import { coloursOf, scatterOption } from './scatter_option';

interface Props {
  data: CycleTime;
  log: boolean;
  onOpen: (point: Point) => void;
}

const kSvgLimit = 2000;
const kHeight = 420;
const kNarrow = 560;

interface Hover {
  mark: number;
  x: number;
  y: number;
}

function Tip({
  data,
  marks,
  hover,
  width,
  height,
}: {
  data: CycleTime;
  marks: Mark[];
  hover: Hover;
  width: number;
  height: number;
}) {
  const mark = marks[hover.mark];
  const point = mark && data.points[mark.index];
  if (!point) return null;
  const left = hover.x > width / 2;
  const low = hover.y > height / 2;
  return (
    <div
      className={css.tip}
      style={{
        ...(low ? { bottom: height - hover.y - 12 } : { top: Math.max(4, hover.y - 20) }),
        ...(left ? { right: width - hover.x + 14 } : { left: hover.x + 14 }),
      }}
    >
      <p>
        <code>{point.key}</code> <span className="muted">{point.type}</span>
      </p>
      <p className={css.tipSummary}>{point.summary}</p>
      <p>
        <b>{formatDurationBoth(point.seconds)}</b>
        <span className="muted"> · longer than {Math.round(point.rank_percent)} %</span>
      </p>
      <p className="muted small">
        {formatDay(point.started)} → {formatInstant(point.finished)}
        {mark.count > 1 && ` · and ${mark.count - 1} more here`}
      </p>
      <p className="muted small">Click or Enter opens it</p>
    </div>
  );
}

/** Makes the chart, keeps its size and colours, and tells what the pointer is on. */
function useChart(props: Props, marks: Mark[], size: { width: number; height: number }) {
  const { data, log, onOpen } = props;
  const scheme = useComputedColorScheme('light');
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  const renderer = marks.length <= kSvgLimit ? 'svg' : 'canvas';
  const latest = useRef({ data, marks, onOpen });
  useEffect(() => {
    latest.current = { data, marks, onOpen };
  });

  useEffect(() => {
    if (!element.current) return;
    const made = init(element.current, null, { renderer });
    chart.current = made;
    const place = (mark: number) => {
      const found = latest.current.marks[mark];
      const at = found && made.convertToPixel({ gridIndex: 0 }, [found.x, found.y]);
      if (at) setHover({ mark, x: at[0] ?? 0, y: at[1] ?? 0 });
    };
    made.on('mouseover', (event) => place(event.dataIndex));
    made.on('mouseout', () => setHover(null));
    made.on('click', (event) => {
      const mark = latest.current.marks[event.dataIndex];
      const point = mark && latest.current.data.points[mark.index];
      if (point) latest.current.onOpen(point);
    });
    return () => made.dispose();
  }, [renderer]);

  useEffect(() => {
    if (!chart.current || !element.current || size.width === 0) return;
    chart.current.resize({ width: size.width, height: size.height });
    chart.current.setOption(
      scatterOption({
        marks,
        lines: linesOf(data),
        top: axisTop(data.points),
        from: Date.parse(data.window.from),
        to: Date.parse(data.window.to),
        log,
        colours: coloursOf(element.current),
        height: size.height,
        narrow: size.width < kNarrow,
        width: size.width,
      }),
      true,
    );
  }, [data, marks, log, scheme, size.width, size.height, renderer]);

  const show = (mark: number | null) => {
    const made = chart.current;
    if (!made) return;
    made.dispatchAction({ type: 'downplay', seriesIndex: 0 });
    if (mark === null) return setHover(null);
    made.dispatchAction({ type: 'highlight', seriesIndex: 0, dataIndex: mark });
    const found = marks[mark];
    const at = found && made.convertToPixel({ gridIndex: 0 }, [found.x, found.y]);
    if (at) setHover({ mark, x: at[0] ?? 0, y: at[1] ?? 0 });
  };
  return { element, hover, show };
}

function spoken(data: CycleTime, mark: Mark | undefined): string {
  const point = mark && data.points[mark.index];
  if (!point) return '';
  return `${point.key} ${point.summary}, ${formatDurationBoth(point.seconds)}, finished ${formatDay(point.finished)}`;
}

/** Tab enters, arrows go from point to point in time, Enter opens, Escape leaves. */
export default function ScatterChart(props: Props) {
  const { data, log, onOpen } = props;
  const { ref: sizeRef, width } = useElementSize();
  const height = width < kNarrow ? 320 : kHeight;
  const marks = useMemo(
    () => marksOf(data.points, axisTop(data.points), log).sort((a, b) => a.x - b.x),
    [data.points, log],
  );
  const size = useMemo(() => ({ width, height }), [width, height]);
  const { element, hover, show } = useChart(props, marks, size);
  const merged = useMergedRef(sizeRef, element);
  const [at, setAt] = useState<number | null>(null);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(marks.length - 1, to));
    setAt(next);
    show(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') move(at === null ? 0 : at + 1);
    else if (event.key === 'ArrowLeft') move(at === null ? marks.length - 1 : at - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(marks.length - 1);
    else if (event.key === 'Enter' && at !== null) {
      const point = data.points[marks[at]?.index ?? -1];
      if (point) onOpen(point);
    } else if (event.key === 'Escape') {
      setAt(null);
      show(null);
    } else return;
    event.preventDefault();
  };
  return (
    <div
      className={css.plot}
      role="slider"
      tabIndex={0}
      aria-label={`Cycle time of finished issues. ${chartSentence(data)} Arrows go from point to point, Enter opens the issue.`}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, marks.length - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={at === null ? chartSentence(data) : spoken(data, marks[at])}
      onKeyDown={onKey}
      onBlur={() => {
        setAt(null);
        show(null);
      }}
    >
      <div ref={merged} style={{ height }} aria-hidden="true" className={css.surface} />
      {hover && <Tip data={data} marks={marks} hover={hover} width={width} height={height} />}
    </div>
  );
}
