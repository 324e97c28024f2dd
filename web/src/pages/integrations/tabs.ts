import type { Connection } from '../../api/client';
import type { Badge } from '../../api/client';
import { expiryLevel } from './token_words';

export const kTabs = [
  { id: 'overview', word: 'Overview', group: '' },
  { id: 'ledger', word: 'Completeness', group: '' },
  { id: 'projects', word: 'Projects & filter', group: 'What is read' },
  { id: 'mapping', word: 'Mapping', group: 'What is read' },
  { id: 'fields', word: 'Fields', group: 'What is read' },
  { id: 'worklogs', word: 'Worklogs', group: 'What is read' },
  { id: 'webhooks', word: 'Webhooks', group: 'How it comes' },
  { id: 'history', word: 'Sync history', group: 'How it comes' },
  { id: 'access', word: 'Access', group: 'Connection' },
  { id: 'danger', word: 'Danger zone', group: 'Connection' },
] as const;

export type TabId = (typeof kTabs)[number]['id'];

const kOfFiles: readonly TabId[] = ['overview', 'mapping', 'fields', 'history', 'danger'];

/** A site known from files has nothing to sign in to, to deliver or to ask. */
export function tabsOf(connection: Pick<Connection, 'flavour'> | undefined) {
  return kTabs.filter((tab) => connection?.flavour !== 'import' || kOfFiles.includes(tab.id));
}

/** The tab of an address; an unknown or unfitting one is the overview. */
export function tabOf(text: string | undefined, connection: Connection | undefined): TabId {
  return tabsOf(connection).find((tab) => tab.id === text)?.id ?? 'overview';
}

/** A dot beside a tab whose matter needs a person. */
export function tabTone(tab: TabId, connection: Connection, now: number): Badge['tone'] | null {
  if (tab === 'access') {
    if (connection.state === 'needs_sign_in') return 'error';
    const level = expiryLevel(connection.token_expires, now);
    return level === 'error' ? 'error' : level === 'warn' ? 'warn' : null;
  }
  if (tab === 'ledger') {
    if (connection.alarms > 0) return 'error';
    return connection.ledger_state === 'differs' ? 'warn' : null;
  }
  if (tab !== 'webhooks') return null;
  const { state } = connection.webhook;
  if (state === 'failed' || state === 'missing') return 'error';
  return state === 'silent' ? 'warn' : null;
}
