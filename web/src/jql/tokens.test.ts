import { describe, expect, it } from 'vitest';
import { placeAt, tokensOf } from './tokens';

const kinds = (jql: string) => tokensOf(jql).map((t) => `${t.kind}:${t.text}`);

describe('tokens of a query', () => {
  it.each([
    ['status = Done', ['field:status', 'operator:=', 'value:Done']],
    ['"Story Points">=5', ['field:"Story Points"', 'operator:>=', 'number:5']],
    [
      "summary~'late charge'or key!=A-1",
      [
        'field:summary',
        'operator:~',
        "string:'late charge'",
        'keyword:or',
        'field:key',
        'operator:!=',
        'value:A-1',
      ],
    ],
    [
      'type NOT IN (Bug, "Sub-task")',
      [
        'field:type',
        'keyword:NOT',
        'keyword:IN',
        'punctuation:(',
        'value:Bug',
        'punctuation:,',
        'string:"Sub-task"',
        'punctuation:)',
      ],
    ],
    ['a IS NOT EMPTY', ['field:a', 'keyword:IS', 'keyword:NOT', 'keyword:EMPTY']],
    [
      'due < startOfDay("-1d") AND x = 1',
      [
        'field:due',
        'operator:<',
        'function:startOfDay',
        'punctuation:(',
        'string:"-1d"',
        'punctuation:)',
        'keyword:AND',
        'field:x',
        'operator:=',
        'number:1',
      ],
    ],
    [
      'status CHANGED FROM Open AFTER -7d',
      [
        'field:status',
        'keyword:CHANGED',
        'keyword:FROM',
        'value:Open',
        'keyword:AFTER',
        'value:-7d',
      ],
    ],
    [
      'ORDER BY priority DESC, updated',
      [
        'keyword:ORDER',
        'keyword:BY',
        'field:priority',
        'keyword:DESC',
        'punctuation:,',
        'field:updated',
      ],
    ],
    [
      'timeInStatus["In Review"] > 3d',
      [
        'field:timeInStatus',
        'punctuation:[',
        'field:"In Review"',
        'punctuation:]',
        'operator:>',
        'value:3d',
      ],
    ],
    [
      'NOT (a = b)',
      ['keyword:NOT', 'punctuation:(', 'field:a', 'operator:=', 'value:b', 'punctuation:)'],
    ],
  ])('%s', (jql, expected) => {
    expect(kinds(jql)).toEqual(expected);
  });

  it('marks what Jira refuses: a text left open, a reserved sign', () => {
    expect(kinds('a = "open')).toContain('bad:"open');
    expect(kinds('a = x@y')).toContain('bad:@');
  });

  it('covers every letter of any text, in order and without overlap', () => {
    for (const text of ['((((', '"\\', 'a=b\nAND  c in (', '\\', 'é = "ü\\"" || !~', ', , [ ]']) {
      let end = 0;
      for (const token of tokensOf(text)) {
        expect(text.slice(end, token.from)).toMatch(/^\s*$/);
        expect(token.to).toBeGreaterThan(token.from);
        end = token.to;
      }
      expect(text.slice(end)).toMatch(/^\s*$/);
    }
  });

  it('is done at once with a very long text', () => {
    const text = `a in (${'x, '.repeat(20_000)}y)`;
    expect(tokensOf(text).length).toBe(40_005);
  });
});

describe('what may stand at an offset', () => {
  it.each([
    ['', 'field', 0],
    ['sta', 'field', 0],
    ['status ', 'operator', 7],
    ['status = ', 'value', 9],
    ['status = Do', 'value', 9],
    ['status in (Done, ', 'list', 17],
    ['status = Done ', 'after', 14],
    ['status = Done AND ', 'field', 18],
    ['ORDER BY ', 'order', 9],
    ['a = "x y', 'value', 4],
  ])('%j', (text, place, from) => {
    expect(placeAt(text, text.length)).toEqual({ place, from });
  });
});
