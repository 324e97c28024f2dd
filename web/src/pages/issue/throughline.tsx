import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Issue } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { formatDate, formatInstant } from '../../lib/format';
import { Icon, type IconName } from '../../ui/icon';
import { AxisTicks, Brush, Cursor, Marks, Shade, SpanRow, TickRow, WorkRow } from './lane_svg';
import { lanesOf, readLane, readTicks, readWorks, ticksOf, wholeDomain, worksOf } from './lanes';
import { layOut, type LaneLayout, type RowId } from './layout';
import { Legend } from './legend';
import { Overview } from './overview';
import css from './throughline.module.css';
import { useAxis, type Axis } from './use_axis';
import { usePointer } from './use_pointer';
import { useShade, useWorkTime } from './use_work_calendar';

const kZoom = 0.6;
const kNearPx = 7;

/** Everything the picture draws of an issue. */
function useModel(issue: Issue, now: number) {
  const work = useWorkTime();
  return useMemo(() => {
    const lanes = lanesOf(issue, now);
    const works = worksOf(issue);
    const { changes, links } = ticksOf(issue);
    const rows: { id: RowId; title: string }[] = [
      ...lanes,
      { id: 'worklog', title: 'Worklogs' },
      ...(links.length > 0 ? [{ id: 'links' as const, title: 'Links' }] : []),
      { id: 'changes', title: 'Changes' },
    ];
    const waits = issue.gaps.map((gap) => {
      const [from, to] = [Date.parse(gap.from), Date.parse(gap.to)];
      const length = work?.words(gap.working_seconds) ?? formatDuration((to - from) / 1000);
      return { from, to, text: `waiting ${length} in ${gap.status.name}` };
    });
    const stops = new Set([...changes, ...links].map((t) => t.at));
    for (const each of works) stops.add(each.at);
    return {
      lanes,
      works,
      changes,
      links,
      waits,
      layout: layOut(rows),
      stops: [...stops].sort((a, b) => a - b),
      whole: wholeDomain(issue, now),
    };
  }, [issue, now, work]);
}

type Model = ReturnType<typeof useModel>;

function readRow(model: Model, id: RowId, at: number, near: number): string {
  if (id === 'worklog') return readWorks(model.works, at);
  if (id === 'links') return readTicks(model.links, at, near);
  if (id === 'changes') return readTicks(model.changes, at, near);
  const lane = model.lanes.find((l) => l.id === id);
  return lane ? readLane(lane, at) : '';
}

/** Left and right go from event to event; plus, minus and zero zoom. */
function keyTarget(key: string, stops: number[], cursor: number): number | null {
  if (key === 'ArrowRight') return stops.find((at) => at > cursor + 500) ?? stops.at(-1) ?? null;
  if (key === 'ArrowLeft') return stops.findLast((at) => at < cursor - 500) ?? stops[0] ?? null;
  if (key === 'Home') return stops[0] ?? null;
  if (key === 'End') return stops.at(-1) ?? null;
  return null;
}

function Zoom({ axis, around }: { axis: Axis; around: number }) {
  const button = (icon: IconName, label: string, run: () => void, off = false) => (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={label}
      aria-disabled={off || undefined}
      data-off={off || undefined}
      onClick={() => !off && run()}
    >
      <Icon name={icon} />
    </ActionIcon>
  );
  return (
    <div className={css.zoom} role="group" aria-label="Zoom">
      {button('collapse', 'Earlier', () => axis.pan(-0.5), !axis.zoomed)}
      {button('expand', 'Later', () => axis.pan(0.5), !axis.zoomed)}
      {button('minus', 'Zoom out', () => axis.zoomBy(1 / kZoom, around), !axis.zoomed)}
      {button('plus', 'Zoom in', () => axis.zoomBy(kZoom, around))}
      <button type="button" className={css.fit} onClick={axis.fit}>
        Fit
      </button>
    </div>
  );
}

/** Lane names with what each lane says at the cursor. */
function Names(props: { rows: LaneLayout[]; read: (id: RowId) => string }) {
  return (
    <dl className={css.names}>
      {props.rows.map((row) => (
        <div key={row.id} style={{ height: row.height }}>
          <dt>{row.title}</dt>
          <dd title={props.read(row.id)}>{props.read(row.id)}</dd>
        </div>
      ))}
    </dl>
  );
}

function sentence(issue: Issue, model: Model): string {
  const stays = issue.stays.map((s) => `${s.status.name} ${formatDuration(s.seconds)}`);
  const waits = model.waits.map((wait) => wait.text);
  const { from, to } = model.whole;
  const span = `from ${formatDate(new Date(from))} to ${formatDate(new Date(to))}`;
  const quiet = waits.length > 0 ? ` ${waits.join(', ')}.` : '';
  return `${issue.row.key} ${span}: ${stays.join(', ')}.${quiet}`;
}

interface DrawingProps {
  issue: Issue;
  model: Model;
  axis: Axis;
  width: number;
  at: number;
  brush: Axis['whole'] | null;
  now: number;
}

function Drawing({ issue, model, axis, width, at, brush, now }: DrawingProps) {
  const { rows, height } = model.layout;
  const plane = { domain: axis.domain, width };
  const shade = useShade(axis.domain, width);
  const { started, finished } = issue.cycle;
  const marks = [
    { at: started === null ? null : Date.parse(started), word: 'start' },
    { at: finished === null ? null : Date.parse(finished), word: 'finish' },
    { at: finished === null ? now : null, word: 'now' },
  ];
  return (
    <svg width={width} height={height} aria-hidden="true" focusable="false">
      <Shade {...plane} stretches={shade} height={height} />
      <AxisTicks {...plane} height={height} />
      {rows.map((row) => {
        if (row.id === 'worklog') {
          return <WorkRow key={row.id} {...plane} works={model.works} row={row} />;
        }
        if (row.id === 'links' || row.id === 'changes') {
          const waits = row.id === 'changes' ? model.waits : [];
          return <TickRow key={row.id} {...plane} marks={model[row.id]} waits={waits} row={row} />;
        }
        const lane = model.lanes.find((l) => l.id === row.id);
        return lane && <SpanRow key={row.id} {...plane} lane={lane} row={row} />;
      })}
      <Marks {...plane} marks={marks} height={height} />
      <Brush {...plane} brush={brush} height={height} />
      <Cursor {...plane} at={at} height={height} />
    </svg>
  );
}

interface Props {
  issue: Issue;
  now: number;
  /** Where the table below put the cursor; null: where it was. */
  cursor: number | null;
  onCursor: (at: number | null) => void;
}

/** One shared time axis; a cursor reads all lanes. The table below is its accessible twin. */
export function Throughline({ issue, now, cursor, onCursor }: Props) {
  const model = useModel(issue, now);
  const { stops, whole, layout } = model;
  const axis = useAxis(whole);
  const { ref, width } = useElementSize();
  const [element, setElement] = useState<HTMLElement | null>(null);
  const pointer = usePointer(element, axis, onCursor);
  const at = cursor ?? stops.at(-1) ?? whole.to;
  const near = ((axis.domain.to - axis.domain.from) / Math.max(1, width)) * kNearPx;
  const read = (id: RowId) => readRow(model, id, at, near);

  const onKey = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, stops, at);
    if (target !== null) {
      onCursor(target);
      axis.reveal(target);
    } else if (event.key === '+' || event.key === '=') axis.zoomBy(kZoom, at);
    else if (event.key === '-') axis.zoomBy(1 / kZoom, at);
    else if (event.key === '0') axis.fit();
    else if (event.key === 'Escape') {
      pointer.cancel();
      onCursor(null);
    } else return;
    event.preventDefault();
  };
  const { from, to } = axis.domain;
  const around = cursor !== null && cursor >= from && cursor <= to ? cursor : (from + to) / 2;
  const spoken = layout.rows.map((row) => `${row.title} ${read(row.id)}`).join(', ');
  return (
    <figure className={css.figure} aria-label="The throughline">
      <div className={css.head}>
        <h2>The throughline</h2>
        <Zoom axis={axis} around={around} />
      </div>
      <div className={css.lanes}>
        <Names rows={layout.rows} read={read} />
        <div
          ref={setElement}
          className={css.canvas}
          role="slider"
          tabIndex={0}
          aria-label="Cursor on the time axis. Left and right go from event to event, plus and minus zoom, zero shows all."
          aria-valuemin={Math.round(whole.from / 1000)}
          aria-valuemax={Math.round(whole.to / 1000)}
          aria-valuenow={Math.round(at / 1000)}
          aria-valuetext={`${formatInstant(new Date(at))}: ${spoken}`}
          onKeyDown={onKey}
          {...pointer.handlers}
        >
          <div ref={ref}>
            <Drawing
              issue={issue}
              model={model}
              axis={axis}
              width={width}
              at={at}
              brush={pointer.brush}
              now={now}
            />
          </div>
        </div>
        <span className={css.overviewName} aria-hidden="true">
          Whole life
        </span>
        <Overview axis={axis} lane={model.lanes[0]} width={width} />
      </div>
      <Legend lanes={model.lanes} />
      <figcaption className="sr">{sentence(issue, model)}</figcaption>
    </figure>
  );
}
