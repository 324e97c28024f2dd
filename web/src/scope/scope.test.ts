import { describe, expect, it } from 'vitest';
import { withMark, type SavedView } from '../api/views';
import { linkSearch } from './links';
import {
  defaultView,
  groupViews,
  isChanged,
  kMostNameLength,
  nameProblem,
  openSearch,
  viewPageOf,
  viewSearch,
} from './view_rules';

const view = (part: Partial<SavedView>): SavedView => ({
  id: 'v1',
  name: 'Payments bugs',
  page: 'flow',
  search: '?v=1&range=12w&project=PAY&type=Bug',
  visibility: 'private',
  starred: false,
  is_default: false,
  mine: true,
  may_change: true,
  owner_name: 'A. Person',
  version: 1,
  updated: '2026-11-20T10:00:00Z',
  ...part,
});

describe('saved views', () => {
  it('come back into the address with their id', () => {
    expect(openSearch(view({}))).toEqual({
      v: '1',
      range: '12w',
      project: 'PAY',
      type: 'Bug',
      saved: 'v1',
    });
  });

  it('are unchanged in whatever order the address names them, and under an open panel', () => {
    const here = { type: 'Bug', project: 'PAY', range: '12w', v: '1', saved: 'v1', mark: 'x:y' };
    expect(isChanged(view({}), here)).toBe(false);
    expect(isChanged(view({}), { ...here, pct: '95' })).toBe(true);
    expect(isChanged(view({}), { v: '1', range: '12w', project: 'PAY' })).toBe(true);
  });

  it('do not keep what a pointer put into the address', () => {
    expect(viewSearch({ v: '1', range: '4w', how: '1', item: 'PAY-1', saved: 'v1' })).toBe(
      '?v=1&range=4w',
    );
  });

  it('want a name, and not one you have', () => {
    const views = [view({}), view({ id: 'v2', name: 'Theirs', mine: false })];
    expect(nameProblem('  ', 'flow', views)).toMatch(/Give it a name/);
    expect(nameProblem('payments BUGS ', 'flow', views)).toMatch(/already/);
    expect(nameProblem('payments bugs', 'flow', views, 'v1')).toBeNull();
    expect(nameProblem('Payments bugs', 'issues', views)).toBeNull();
    expect(nameProblem('Theirs', 'flow', views)).toBeNull();
    expect(nameProblem('x'.repeat(kMostNameLength + 1), 'flow', views)).toMatch(/At most/);
  });

  it('know one default for a page', () => {
    const views = [
      view({ is_default: true }),
      view({ id: 'v2' }),
      view({ id: 'v3', page: 'home' }),
    ];
    const marked = withMark(views, 'v2', 'default', true);
    expect(defaultView(marked, 'flow')?.id).toBe('v2');
    expect(marked.filter((v) => v.is_default)).toHaveLength(1);
    expect(defaultView(marked, 'home')).toBeUndefined();
    expect(withMark(views, 'v3', 'star', true)[2]?.starred).toBe(true);
    expect(withMark(views, 'v1', 'star', true)[0]?.is_default).toBe(true);
  });

  it('are grouped by who keeps them', () => {
    const groups = groupViews([view({}), view({ id: 'b', mine: false })], 'flow');
    expect([groups.mine.length, groups.shared.length]).toEqual([1, 1]);
  });

  it('belong to the pages that keep them', () => {
    expect(viewPageOf('/quality')).toBe('quality');
    expect(viewPageOf('/')).toBe('home');
    expect(viewPageOf('/integrations')).toBeNull();
  });
});

describe('links', () => {
  it('freeze the dates of pages that have some, also when the address says nothing', () => {
    expect(linkSearch('/flow', { mark: 'm' }, '2026-11-20', 'frozen')).toEqual({
      v: '1',
      from: '2026-08-29',
      to: '2026-11-20',
      mark: 'm',
    });
    expect(linkSearch('/flow', { range: '4w', saved: 'v1' }, '2026-11-20', 'rolling')).toEqual({
      v: '1',
      range: '4w',
    });
  });

  it('leave other addresses as they are', () => {
    expect(linkSearch('/issues/PAY-1', { tab: 'x' }, '2026-11-20', 'frozen')).toEqual({ tab: 'x' });
    expect(linkSearch('/issues', { q: 'x', saved: 'v' }, '2026-11-20', 'frozen')).toEqual({
      q: 'x',
    });
  });
});
