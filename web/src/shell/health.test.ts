import { describe, expect, it } from 'vitest';
import type { Badge, Connection } from '../api/client';
import { decideHealth } from './health';

function connection(id: string, tone: Badge['tone'], text = 'x'): Connection {
  const badge = { code: 'connected', tone, text, line: '' };
  return { id, name: id, state: 'active', badge, alarms: 0 } as unknown as Connection;
}

describe('decideHealth', () => {
  it('is quiet when all is well', () => {
    expect(decideHealth([connection('a', 'ok')])).toMatchObject({
      tone: 'ok',
      text: 'All systems current',
    });
    expect(decideHealth([]).text).toBe('Nothing connected yet');
  });
  it('names the one thing', () => {
    const health = decideHealth([connection('a', 'ok'), connection('acme', 'warn', 'Waiting')]);
    expect(health).toMatchObject({ tone: 'warn', text: 'acme: Waiting' });
  });
  it('counts several and puts the worst first', () => {
    const health = decideHealth([
      connection('w', 'warn'),
      connection('r', 'running'),
      connection('e', 'error'),
    ]);
    expect(health.text).toBe('2 things need attention');
    expect(health.concerns.map((c) => c.id)).toEqual(['e', 'w', 'r']);
  });
  it('puts a count that does not add up before all', () => {
    const health = decideHealth([{ ...connection('a', 'ok'), alarms: 2 }, connection('w', 'warn')]);
    expect(health.tone).toBe('error');
    expect(health.concerns[0]).toMatchObject({ id: 'a', tab: 'ledger' });
  });
  it('does not call a backfill trouble', () => {
    expect(decideHealth([connection('r', 'running', 'Backfilling 43 %')]).tone).toBe('running');
  });
});
