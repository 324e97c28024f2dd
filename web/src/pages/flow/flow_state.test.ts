import { describe, expect, it } from 'vitest';
import { openPart, switched } from './flow_context';
import { formatFlow, kDefaultFlow, kPanels, parseFlow, type FlowPage } from './flow_state';

const read = (rest: Record<string, string>) => {
  const ignored: string[] = [];
  return { page: parseFlow(rest, ignored), ignored };
};

describe('the address of the Flow page', () => {
  it('keeps everything that changes the picture', () => {
    const page: FlowPage = {
      measure: 'lead',
      scale: 'log',
      tables: ['aging', 'reopen'],
      split: true,
      by: 'stage',
      status: 'bars',
      hide: ['bug', 'a,b'],
      mark: { metric: 'throughput', on: '2026-10-05', period: 'week' },
      item: 'PAY-7',
      at: 'c1',
      how: 'mix',
    };
    expect(read(formatFlow(page))).toEqual({ page, ignored: [] });
  });
  it('is empty for the page as it comes', () => {
    expect(formatFlow(kDefaultFlow)).toEqual({});
    expect(read({})).toEqual({ page: kDefaultFlow, ignored: [] });
  });
  it('still reads links of the page with one chart', () => {
    const { page, ignored } = read({ view: 'table', scale: 'log', item: 'PAY-1', how: '1' });
    expect(page.tables).toEqual(['cycle-time']);
    expect(page.how).toBe('cycle-time');
    expect(page.item).toBe('PAY-1');
    expect(ignored).toEqual([]);
  });
  it('reports what it does not understand, and drops nothing silently', () => {
    const { page, ignored } = read({
      lable: 'x',
      scale: 'cubic',
      tables: 'aging,sales',
      mark: 'wip:colour=red',
      how: 'sales',
    });
    expect(page.tables).toEqual(['aging']);
    expect(page.mark).toBeNull();
    expect(ignored).toHaveLength(5);
    expect(ignored.join(' ')).toMatch(/lable.*sales.*/);
  });
  it('gives every panel an id of its own', () => {
    expect(new Set(kPanels).size).toBe(kPanels.length);
  });
});

it('opens one side panel at a time', () => {
  const issue = openPart({ kind: 'issue', key: 'PAY-1', connection: 'c1' });
  expect(issue).toEqual({ item: 'PAY-1', at: 'c1', mark: null, how: null });
  const list = openPart({ kind: 'items', mark: { metric: 'wip' } });
  expect(list).toEqual({ mark: { metric: 'wip' }, item: null, how: null });
});

it('switches one value', () => {
  expect(switched(['a'], 'b')).toEqual(['a', 'b']);
  expect(switched(['a', 'b'], 'a')).toEqual(['b']);
});
