import { describe, expect, it } from 'vitest';
import { parseRecent, withRecent } from './recent';

describe('recent queries', () => {
  it('stand once each, newest first, at most twenty', () => {
    let list = withRecent([], 'a', 1);
    list = withRecent(list, 'b', 2);
    list = withRecent(list, 'a', 3);
    expect(list).toEqual([
      { jql: 'a', at: 3 },
      { jql: 'b', at: 2 },
    ]);
    for (let i = 0; i < 30; i++) list = withRecent(list, `q${i}`, i);
    expect(list).toHaveLength(20);
  });

  it('survive what a browser may hold', () => {
    expect(parseRecent(null)).toEqual([]);
    expect(parseRecent('{broken')).toEqual([]);
    expect(parseRecent('{"a":1}')).toEqual([]);
    expect(parseRecent('[null,{"jql":"a"},{"jql":"b","at":1}]')).toEqual([{ jql: 'b', at: 1 }]);
  });
});
