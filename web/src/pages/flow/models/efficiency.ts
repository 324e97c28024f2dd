import type { EfficiencyAnswer } from '../../../api/flow_answers';
import { numberAxis, periodAxis } from '../../../charts/axis';
import type { ChartModel, Mark, Rect } from '../../../charts/model';
import type { Twin } from '../../../charts/twin';
import { formatIn, scaleOf, tickIn, toUnits } from '../../../charts/unit';
import { civilRangeWords } from '../../../lib/civil_date';
import { exact, formatPercent, plural } from '../../../lib/format';
import { durationTitle } from './duration_axis';
import { periodMark, type PanelView } from './view';

type Entry = EfficiencyAnswer['series'][number];
type BlockedEntry = EfficiencyAnswer['blocked']['series'][number];

export const kCauseNames: Record<string, string> = {
  flagged: 'Flagged',
  stage: 'In a blocked stage',
  link: 'Blocked by an open issue',
};

const percent = (ratio: number | null) => (ratio === null ? 'too few' : formatPercent(ratio, 1));

function markOf(entry: Entry, i: number): Mark {
  const range = civilRangeWords(entry.period.from, entry.period.to);
  return {
    id: entry.period.from,
    ...{ x0: i, x1: i + 1, y0: 0, y1: entry.ratio ?? 0 },
    shape: 'column',
    words: `${range}: ${percent(entry.ratio)}, n ${entry.n}`,
    tip: {
      title: range,
      rows: [
        { name: 'Flow efficiency', value: percent(entry.ratio) },
        { name: 'n', value: exact(entry.n) },
      ],
      ...(!entry.period.complete && { foot: 'This week is not whole.' }),
    },
    target:
      entry.n === 0
        ? null
        : { kind: 'items', mark: periodMark({ metric: 'efficiency' }, entry.period) },
  };
}

export function efficiencyModel(data: EfficiencyAnswer): ChartModel {
  const items = data.series.flatMap((entry, i): Rect[] =>
    entry.ratio === null
      ? []
      : [
          {
            ...{ x0: i, x1: i + 1, y0: 0, y1: entry.ratio },
            paint: 'series-3',
            alpha: 0.85,
            ...(!entry.period.complete && { hatched: true }),
          },
        ],
  );
  const y = numberAxis({ max: 1, format: (v) => `${Math.round(v * 100)} %` });
  const ratio = data.ratio;
  return {
    x: periodAxis(data.series.map((e) => e.period)),
    y,
    layers: [
      { kind: 'rects', items, gap: data.series.length > 40 ? 1 : 4, radius: 3 },
      {
        kind: 'rules',
        items:
          ratio === null
            ? []
            : [
                {
                  axis: 'y',
                  at: ratio,
                  label: `all ${percent(ratio)}`,
                  dash: 'dashed',
                  strong: true,
                },
              ],
      },
    ],
    marks: data.series.map(markOf),
    hit: 'column',
  };
}

export function efficiencySentence(data: EfficiencyAnswer): string {
  if (data.ratio === null) return 'Nothing with a cycle time finished in this range.';
  const scale = scaleOf(data);
  return `${percent(data.ratio)} of ${formatIn(data.cycle_seconds, scale)} of cycle time was work; the rest waited. n ${exact(data.n)}.`;
}

export function efficiencyTwin(data: EfficiencyAnswer): Twin {
  return {
    caption: 'Flow efficiency by week',
    columns: [
      { title: 'Week' },
      { title: 'Flow efficiency', number: true },
      { title: 'n', number: true },
    ],
    rows: data.series.map((entry, i) => ({
      cells: [
        civilRangeWords(entry.period.from, entry.period.to),
        percent(entry.ratio),
        exact(entry.n),
      ],
      target: markOf(entry, i).target,
    })),
  };
}

export function efficiencyView(data: EfficiencyAnswer): PanelView {
  const sentence = efficiencySentence(data);
  if (data.ratio === null) {
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'Nothing with a cycle time finished.' },
    };
  }
  const cut = data.series.some((e) => !e.period.complete);
  return {
    sentence,
    model: efficiencyModel(data),
    twin: efficiencyTwin(data),
    notes: cut ? ['Hatched: weeks that are not whole'] : [],
  };
}

function blockedMark(entry: BlockedEntry, i: number, data: EfficiencyAnswer): Mark {
  const range = civilRangeWords(entry.period.from, entry.period.to);
  const time = formatIn(entry.seconds, scaleOf(data));
  return {
    id: entry.period.from,
    ...{ x0: i, x1: i + 1, y0: 0, y1: toUnits(entry.seconds, scaleOf(data)) },
    shape: 'column',
    words: `${range}: ${plural(entry.issues, 'issue')} blocked for ${time}`,
    tip: {
      title: range,
      rows: [
        { name: 'Blocked for', value: time },
        { name: 'Issues', value: exact(entry.issues) },
      ],
    },
    target:
      entry.issues === 0
        ? null
        : { kind: 'items', mark: periodMark({ metric: 'efficiency', cause: 'any' }, entry.period) },
  };
}

export function blockedModel(data: EfficiencyAnswer): ChartModel {
  const scale = scaleOf(data);
  const { series } = data.blocked;
  const values = series.map((e) => toUnits(e.seconds, scale));
  const items = series.map((entry, i): Rect => ({
    ...{ x0: i, x1: i + 1, y0: 0, y1: values[i] ?? 0 },
    paint: 'series-2',
    alpha: 0.85,
    ...(!entry.period.complete && { hatched: true }),
  }));
  return {
    x: periodAxis(series.map((e) => e.period)),
    y: numberAxis({
      max: Math.max(0.1, ...values),
      format: (v) => tickIn(v, scale),
      title: durationTitle(scale),
    }),
    layers: [{ kind: 'rects', items, gap: series.length > 40 ? 1 : 4, radius: 3 }],
    marks: series.map((entry, i) => blockedMark(entry, i, data)),
    hit: 'column',
  };
}

export function blockedSentence(data: EfficiencyAnswer): string {
  const { issues, seconds } = data.blocked;
  if (issues === 0) return 'No finished issue was blocked.';
  const share = formatPercent(seconds, data.cycle_seconds);
  return `${plural(issues, 'issue')} ${issues === 1 ? 'was' : 'were'} blocked for ${formatIn(seconds, scaleOf(data))} in all, ${share} of the cycle time.`;
}

export function blockedTwin(data: EfficiencyAnswer): Twin {
  const scale = scaleOf(data);
  const causes = data.blocked.by_cause.map((cause) => ({
    cells: [
      kCauseNames[cause.cause] ?? cause.cause,
      formatIn(cause.seconds, scale),
      exact(cause.issues),
    ],
    target: causeTarget(cause),
  }));
  const weeks = data.blocked.series.map((entry, i) => ({
    cells: [
      civilRangeWords(entry.period.from, entry.period.to),
      formatIn(entry.seconds, scale),
      exact(entry.issues),
    ],
    target: blockedMark(entry, i, data).target,
  }));
  return {
    caption: 'Blocked time by cause and by week',
    columns: [
      { title: 'Cause or week' },
      { title: 'Blocked for', number: true },
      { title: 'Issues', number: true },
    ],
    rows: [...causes, ...weeks],
  };
}

export function causeTarget(cause: { cause: string; issues: number }) {
  if (cause.issues === 0) return null;
  const mark = { metric: 'efficiency' as const, cause: cause.cause };
  return { kind: 'items' as const, mark };
}

export function blockedView(data: EfficiencyAnswer): PanelView {
  const sentence = blockedSentence(data);
  if (data.blocked.issues === 0) {
    const text = 'Blocked is: flagged, in a blocked stage, or blocked by an open issue.';
    return {
      sentence,
      model: null,
      twin: null,
      nothing: { title: 'No finished issue was blocked.', text },
    };
  }
  const overlap =
    data.blocked.by_cause.reduce((sum, c) => sum + c.seconds, 0) > data.blocked.seconds;
  return {
    sentence,
    model: blockedModel(data),
    twin: blockedTwin(data),
    notes: overlap
      ? ['Causes overlap: an issue can be flagged and in a blocked stage at once']
      : [],
  };
}
