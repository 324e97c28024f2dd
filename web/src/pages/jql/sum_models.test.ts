import { describe, expect, it } from 'vitest';
import type { JqlSummary } from '../../api/jql';
import {
  groupModel,
  groupRows,
  groupSentence,
  groupTwin,
  histogramModel,
  histogramSentence,
  histogramTwin,
} from './sum_models';

const kContext = { zone: 'UTC' };
const common: Pick<JqlSummary, 'instances' | 'time' | 'undecided'> = {
  instances: [],
  time: 'none',
  undecided: 0,
};

const groups: JqlSummary = {
  ...common,
  kind: 'groups',
  column: { name: 'status', title: 'Status', kind: 'name' },
  groups: [
    { value: { id: '3', name: 'In Review', category: 'indeterminate' }, issues: 30 },
    { value: null, issues: 10 },
  ],
  other: 5,
  total: 45,
};

const bins: JqlSummary = {
  ...common,
  kind: 'histogram',
  column: { name: 'cycleTime', title: 'Cycle time', kind: 'duration' },
  bins: [
    { from: 0, to: 86_400, issues: 6 },
    { from: 86_400, to: 172_800, issues: 0 },
    { from: 172_800, to: 259_200, issues: 2 },
  ],
  empty: 4,
  p50: 43_200,
  p85: null,
  total: 12,
};

describe('groups', () => {
  const rows = groupRows(groups, kContext);

  it('have their condition; the rest has none', () => {
    expect(rows.map((row) => [row.words, row.clause])).toEqual([
      ['In Review', 'status = "In Review"'],
      ['No value', 'status IS EMPTY'],
      ['All others', null],
    ]);
  });

  it('picture, table and sentence say the same', () => {
    const model = groupModel(rows, groups.total);
    expect(model.marks.map((mark) => mark.y1)).toEqual([30, 10, 5]);
    expect(model.marks[0]?.target).toEqual({ kind: 'clause', jql: 'status = "In Review"' });
    expect(groupTwin(rows, groups.column, 45).rows[0]?.cells).toEqual(['In Review', '30', '67 %']);
    expect(groupSentence(rows, 45)).toBe('Most often In Review: 30 of 45 (67 %).');
    expect(groupSentence([], 0)).toBe('No issue to count.');
  });
});

describe('a histogram', () => {
  it('opens bars that hold something', () => {
    const model = histogramModel(bins, 'UTC');
    expect(model.marks.map((mark) => mark.target?.kind ?? null)).toEqual([
      'clause',
      null,
      'clause',
    ]);
    expect(model.x).toMatchObject({ min: 0, max: 259_200 });
    expect(model.layers.at(-1)).toMatchObject({ items: [{ label: 'p50 12 h', dash: 'solid' }] });
  });

  it('its table counts those without a value apart', () => {
    const twin = histogramTwin(bins, 'UTC');
    expect(twin.rows.map((row) => row.cells[1])).toEqual(['6', '0', '2']);
    expect(twin.more).toBe('4 issues without a value');
  });

  it('its sentence names the statistic and n', () => {
    expect(histogramSentence(bins)).toBe('Half are up to 12 h (n 8).');
    expect(histogramSentence({ ...bins, bins: [] })).toBe('No issue has a value here.');
  });
});
