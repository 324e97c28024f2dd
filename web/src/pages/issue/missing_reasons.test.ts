import { describe, expect, it } from 'vitest';
import type { Connection } from '../../api/client';
import { missingReasons } from './missing_reasons';

function connection(change: Partial<Connection>): Connection {
  return {
    id: 'c1',
    name: 'northwind',
    flavour: 'cloud',
    state: 'active',
    project_keys: [],
    filter_jql: '',
    backfill_days: 90,
    badge: { code: 'connected', tone: 'ok', text: '', line: '' },
    ...change,
  } as Connection;
}

const only = (change: Partial<Connection>) => missingReasons('ACME-9', [connection(change)])[0];

describe('why an issue may be missing', () => {
  it('is told per connection', () => {
    expect(only({ project_keys: ['PAY'] })).toMatchObject({
      text: 'does not follow the project ACME.',
      tab: 'projects',
    });
    expect(only({ filter_jql: 'type = Bug' })?.text).toContain('type = Bug');
    expect(only({ flavour: 'import' })?.tab).toBe('');
    expect(only({ state: 'needs_sign_in' })?.tab).toBe('access');
    expect(only({})?.text).toContain('90 days');
  });
  it('leaves out what is disconnected', () => {
    expect(only({ state: 'disconnected' })).toBeUndefined();
  });
});
