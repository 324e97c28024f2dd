import type { WipAnswer } from '../../../api/flow_answers';
import { civilMs, dayAxis, numberAxis } from '../../../charts/axis';
import type { ChartModel, Mark } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { civilWords } from '../../../lib/civil_date';
import { exact, plural } from '../../../lib/format';
import type { PanelView } from './view';

const kDayMs = 86_400_000;

type Day = WipAnswer['days'][number];

function markOf(day: Day, last: boolean): Mark {
  const at = civilMs(day.date);
  const date = civilWords(day.date);
  return {
    id: day.date,
    ...{ x0: at, x1: at + kDayMs, y0: 0, y1: day.count },
    shape: 'column',
    words: `${date}: ${day.count} in progress`,
    tip: {
      title: date,
      rows: [{ name: last ? 'In progress now' : 'At the end of the day', value: exact(day.count) }],
    },
    target: day.count === 0 ? null : { kind: 'items', mark: { metric: 'wip', on: day.date } },
  };
}

/** A run line begins where it is useful, not at zero, and the note says so. */
export function wipModel(data: WipAnswer): ChartModel {
  const { days } = data;
  const counts = days.map((d) => d.count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const min = least > most * 0.6 ? Math.floor(least * 0.5) : 0;
  const y = numberAxis({ max: most * 1.04, min, format: exact, least: 1, title: 'Issues' });
  const points = days.map((d) => ({ x: civilMs(d.date) + kDayMs / 2, y: d.count }));
  const last = days.at(-1);
  const xs = points.map((p) => p.x);
  return {
    x: dayAxis(days[0]?.date ?? '1970-01-01', last?.date ?? '1970-01-01'),
    y,
    layers: [
      {
        kind: 'area',
        xs,
        low: xs.map(() => min),
        high: counts,
        paint: 'series-1',
        alpha: 0.1,
      },
      { kind: 'line', points, paint: 'series-1' },
      {
        kind: 'dots',
        items: last ? [{ x: xs.at(-1) ?? 0, y: last.count, size: 8, paint: 'series-1' }] : [],
      },
    ],
    labels: last ? [{ y: last.count, text: `${exact(last.count)} now`, strong: true }] : [],
    marks: days.map((day, i) => markOf(day, i === days.length - 1)),
    hit: 'column',
  };
}

export function wipSentence(data: WipAnswer): string {
  const first = data.days[0];
  if (!first) return `${plural(data.now, 'issue')} in progress now.`;
  const gap = data.now - first.count;
  const change =
    gap === 0 ? 'as many as' : `${exact(Math.abs(gap))} ${gap > 0 ? 'more' : 'less'} than`;
  return `${plural(data.now, 'issue')} in progress now, ${change} on ${civilWords(first.date)}.`;
}

export function wipTwin(data: WipAnswer): Twin {
  return {
    caption: 'Issues in progress by day',
    columns: [{ title: 'Day' }, { title: 'In progress', number: true }],
    rows: [...data.days].reverse().map((day, i) => ({
      cells: [civilWords(day.date), exact(day.count)],
      target: markOf(day, i === 0).target,
    })),
  };
}

export function wipView(data: WipAnswer): PanelView {
  const sentence = wipSentence(data);
  const none = data.days.length === 0 || data.days.every((d) => d.count === 0);
  if (none) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing was in progress in this range.' },
    };
  }
  const model = wipModel(data);
  return {
    sentence,
    model,
    twin: wipTwin(data),
    notes: model.y.min > 0 ? [`The axis begins at ${exact(model.y.min)}`] : [],
  };
}
