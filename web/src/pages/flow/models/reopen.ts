import type { ReopenAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import type { LegendEntry } from '../../../charts/legend';
import type { ChartModel, Dot, Mark } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { civilRangeWords } from '../../../lib/civil_date';
import { exact, formatPercent, plural } from '../../../lib/format';
import { periodMark, type PanelView } from './view';

type Entry = ReopenAnswer['series'][number];

const kLegend: LegendEntry[] = [
  { id: 'rate', label: 'Rate of a week', paint: 'series-4', as: 'dot' },
  {
    id: 'young',
    label: 'Less than 14 days ago, can still rise',
    paint: 'series-4',
    as: 'dot',
    shape: 'ring',
  },
];

const rateWords = (entry: Entry) =>
  entry.n === 0 ? 'none finished' : `${entry.reopened}/${entry.n}`;

/** The size of a dot follows the number behind it, within 8 to 22 px. */
export function dotSize(n: number, most: number): number {
  return 8 + 14 * Math.sqrt(n / Math.max(1, most));
}

function ratio(entry: Entry): number | null {
  return entry.n === 0 ? null : entry.reopened / entry.n;
}

function markOf(entry: Entry, i: number): Mark {
  const range = civilRangeWords(entry.period.from, entry.period.to);
  const rate = ratio(entry);
  return {
    id: entry.period.from,
    ...{ x0: i, x1: i + 1, y0: 0, y1: rate ?? 0 },
    shape: 'column',
    words: `${range}: ${rateWords(entry)} reopened${entry.mature ? '' : ', can still rise'}`,
    tip: {
      title: range,
      rows: [
        { name: 'Reopened', value: rateWords(entry) },
        { name: 'Rate', value: rate === null ? '–' : formatPercent(rate, 1) || '0 %' },
      ],
      ...(!entry.mature && { foot: 'Less than 14 days ago: it can still rise.' }),
    },
    target:
      entry.reopened === 0
        ? null
        : { kind: 'items', mark: periodMark({ metric: 'reopen' }, entry.period) },
  };
}

export function reopenModel(data: ReopenAnswer): ChartModel {
  const most = Math.max(...data.series.map((e) => e.n), 1);
  const rates = data.series.map(ratio);
  const dots = data.series.flatMap((entry, i): Dot[] => {
    const rate = rates[i];
    if (rate == null) return [];
    const size = dotSize(entry.n, most);
    const shape = entry.mature ? {} : { shape: 'ring' as const };
    return [{ x: i + 0.5, y: rate, size, paint: 'series-4', alpha: 0.9, ...shape }];
  });
  const top = Math.max(0.05, ...rates.map((r) => r ?? 0));
  return {
    x: periodAxis(data.series.map((e) => e.period)),
    y: numberAxis({ max: Math.min(1, top * 1.2), format: (v) => `${Math.round(v * 100)} %` }),
    layers: [
      {
        kind: 'line',
        points: data.series.map((entry, i) => ({
          x: i + 0.5,
          y: entry.mature ? (rates[i] ?? null) : null,
        })),
        paint: 'series-4',
        width: 1.5,
      },
      {
        kind: 'rules',
        items:
          data.rate === null
            ? []
            : [
                {
                  axis: 'y',
                  at: data.rate,
                  label: `all ${formatPercent(data.rate, 1)}`,
                  dash: 'dashed',
                  strong: true,
                },
              ],
      },
      { kind: 'dots', items: dots },
    ],
    marks: data.series.map(markOf),
    hit: 'column',
  };
}

export function reopenSentence(data: ReopenAnswer): string {
  if (data.first_finished === 0) return 'Nothing finished for the first time in this range.';
  const of = `${exact(data.reopened)} of ${plural(data.first_finished, 'issue')} left done within 14 days`;
  if (data.rate === null) return `${of}; too few for a rate.`;
  return `${formatPercent(data.rate, 1)}: ${of}.`;
}

export function reopenTwin(data: ReopenAnswer): Twin {
  return {
    caption: 'Reopened issues by week of first finishing',
    columns: [
      { title: 'Week' },
      { title: 'First finished', number: true },
      { title: 'Reopened', number: true },
      { title: 'Rate', number: true },
      { title: 'Final' },
    ],
    rows: data.series.map((entry, i) => {
      const rate = ratio(entry);
      return {
        cells: [
          civilRangeWords(entry.period.from, entry.period.to),
          exact(entry.n),
          exact(entry.reopened),
          rate === null ? '–' : formatPercent(rate, 1),
          entry.mature ? 'yes' : 'can still rise',
        ],
        target: markOf(entry, i).target,
      };
    }),
  };
}

export function reopenView(data: ReopenAnswer): PanelView {
  const sentence = reopenSentence(data);
  if (data.first_finished === 0) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing finished for the first time.' },
    };
  }
  return {
    sentence,
    model: reopenModel(data),
    twin: reopenTwin(data),
    legend: kLegend,
    notes: [
      'The size of a dot is the number finished',
      ...(data.immature > 0
        ? [`${plural(data.immature, 'issue')} finished less than 14 days ago`]
        : []),
    ],
  };
}
