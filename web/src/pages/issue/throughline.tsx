import { ActionIcon } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Issue } from '../../api/client';
import { formatDuration } from '../../lib/duration';
import { formatDate, formatInstant } from '../../lib/format';
import { Icon, type IconName } from '../../ui/icon';
import { clampDomain, reveal, toTime, zoom, type Domain } from '../../lib/time_axis';
import { AxisTicks, EventTicks, kAxisTop, kLaneHeight, LaneRow, Marks } from './lane_svg';
import { lanesOf, quietGaps, readLane, wholeDomain, type Lane } from './lanes';
import css from './issue.module.css';

const kZoom = 0.6;

function useView(whole: Domain) {
  const [chosen, setChosen] = useState<Domain | null>(null);
  const domain = chosen ?? whole;
  const zoomBy = (factor: number, around: number) => {
    const next = zoom(domain, whole, factor, around);
    setChosen(next.to - next.from >= (whole.to - whole.from) * 0.999 ? null : next);
  };
  const pan = (share: number) => {
    const by = (domain.to - domain.from) * share;
    setChosen(clampDomain({ from: domain.from + by, to: domain.to + by }, whole));
  };
  return { domain, setDomain: setChosen, zoomBy, pan, zoomed: chosen !== null };
}

/** Left and right go from event to event; plus, minus and zero zoom. */
function keyTarget(key: string, marks: number[], cursor: number): number | null {
  if (key === 'ArrowRight') return marks.find((at) => at > cursor + 500) ?? marks.at(-1) ?? null;
  if (key === 'ArrowLeft') return marks.findLast((at) => at < cursor - 500) ?? marks[0] ?? null;
  if (key === 'Home') return marks[0] ?? null;
  if (key === 'End') return marks.at(-1) ?? null;
  return null;
}

function Readout({ lanes, at }: { lanes: Lane[]; at: number }) {
  return (
    <dl className={css.readout}>
      <div>
        <dt>At</dt>
        <dd>{formatInstant(new Date(at))}</dd>
      </div>
      {lanes.map((lane) => (
        <div key={lane.id}>
          <dt>{lane.title}</dt>
          <dd>{readLane(lane, at)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ZoomProps {
  view: ReturnType<typeof useView>;
  around: number;
}

function Zoom({ view, around }: ZoomProps) {
  const button = (icon: IconName, label: string, run: () => void) => (
    <ActionIcon variant="default" size={30} aria-label={label} onClick={run}>
      <Icon name={icon} />
    </ActionIcon>
  );
  return (
    <div className={css.zoom}>
      {view.zoomed && button('collapse', 'Earlier', () => view.pan(-0.5))}
      {view.zoomed && button('expand', 'Later', () => view.pan(0.5))}
      {button('minus', 'Zoom out', () => view.zoomBy(1 / kZoom, around))}
      {button('plus', 'Zoom in', () => view.zoomBy(kZoom, around))}
      <button type="button" className={css.fit} onClick={() => view.setDomain(null)}>
        Fit
      </button>
    </div>
  );
}

function sentence(issue: Issue, whole: Domain): string {
  const stays = issue.stays.map((s) => `${s.status.name} ${formatDuration(s.seconds)}`);
  return `${issue.row.key} from ${formatDate(new Date(whole.from))} to ${formatDate(new Date(whole.to))}: ${stays.join(', ')}.`;
}

/** One shared time axis; a cursor reads all lanes. The table below is its accessible twin. */
export function Throughline({ issue, now }: { issue: Issue; now: number }) {
  const whole = useMemo(() => wholeDomain(issue, now), [issue, now]);
  const lanes = useMemo(() => lanesOf(issue, now), [issue, now]);
  const gaps = useMemo(() => quietGaps(issue, now, formatDuration), [issue, now]);
  const marks = useMemo(
    () => [...new Set(issue.timeline.map((e) => Date.parse(e.at)))].sort((a, b) => a - b),
    [issue],
  );
  const view = useView(whole);
  const { domain, setDomain, zoomBy, zoomed } = view;
  const [cursor, setCursor] = useState<number | null>(null);
  const { ref, width } = useElementSize();
  const at = cursor ?? marks.at(-1) ?? whole.to;
  const height = kAxisTop + (lanes.length + 1) * kLaneHeight;

  const onKey = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, marks, at);
    if (target !== null) {
      setCursor(target);
      if (zoomed) setDomain(reveal(domain, whole, target));
    } else if (event.key === '+' || event.key === '=') zoomBy(kZoom, at);
    else if (event.key === '-') zoomBy(1 / kZoom, at);
    else if (event.key === '0') setDomain(null);
    else if (event.key === 'Escape') setCursor(null);
    else return;
    event.preventDefault();
  };
  const middle = (domain.from + domain.to) / 2;
  const around = cursor !== null && cursor >= domain.from && cursor <= domain.to ? cursor : middle;
  return (
    <figure className={css.figure} aria-label="The throughline">
      <div className={css.figureHead}>
        <h2>The throughline</h2>
        <Zoom view={view} around={around} />
      </div>
      <Readout lanes={lanes} at={at} />
      <div className={css.lanes}>
        <div className={css.names} aria-hidden="true" style={{ paddingTop: kAxisTop }}>
          {[...lanes.map((l) => l.title), 'Events'].map((title) => (
            <span key={title} style={{ height: kLaneHeight }}>
              {title}
            </span>
          ))}
        </div>
        <div
          ref={ref}
          className={css.canvas}
          role="slider"
          tabIndex={0}
          aria-label="Cursor on the time axis. Left and right go from event to event, plus and minus zoom."
          aria-valuemin={Math.round(whole.from / 1000)}
          aria-valuemax={Math.round(whole.to / 1000)}
          aria-valuenow={Math.round(at / 1000)}
          aria-valuetext={`${formatInstant(new Date(at))}: ${lanes.map((l) => `${l.title} ${readLane(l, at)}`).join(', ')}`}
          onKeyDown={onKey}
          onMouseMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            setCursor(toTime(event.clientX - box.left, domain, box.width));
          }}
        >
          <svg width={width} height={height} aria-hidden="true" focusable="false">
            <AxisTicks domain={domain} width={width} height={height} />
            {lanes.map((lane, i) => (
              <LaneRow key={lane.id} lane={lane} index={i} domain={domain} width={width} />
            ))}
            <EventTicks
              timeline={issue.timeline}
              gaps={gaps}
              index={lanes.length}
              domain={domain}
              width={width}
            />
            <Marks
              started={issue.cycle.started}
              finished={issue.cycle.finished}
              cursor={cursor}
              domain={domain}
              width={width}
              height={height}
            />
          </svg>
        </div>
      </div>
      <figcaption className="sr">{sentence(issue, whole)}</figcaption>
    </figure>
  );
}
