import type { WriteEntry } from '../../api/care';
import type { Badge } from '../../api/client';
import { capitalise } from '../../lib/format';

const kKinds: Record<string, string> = {
  'webhook.register': 'Webhook registered',
  'webhook.remove': 'Webhook removed',
  'webhook.delete': 'Webhook removed',
  'worklog.add': 'Worklog added',
  'worklog.update': 'Worklog changed',
  'worklog.delete': 'Worklog removed',
  'issue.comment': 'Comment added',
  'issue.transition': 'Status changed',
  'issue.create': 'Issue created',
  'issue.update': 'Issue changed',
  'link.add': 'Remote link added',
};

/** A kind of write in words; one that is not known is read from its name. */
export function writeKind(kind: string): string {
  return kKinds[kind] ?? capitalise(kind.replace(/[._]/g, ' '));
}

const kStates: Record<WriteEntry['state'], { word: string; tone: Badge['tone'] }> = {
  done: { word: 'Done', tone: 'ok' },
  waiting: { word: 'Waiting', tone: 'running' },
  failed: { word: 'Failed', tone: 'error' },
  unknown: { word: 'Perhaps done', tone: 'warn' },
  switched_off: { word: 'Not made: switched off', tone: 'idle' },
};

/** `unknown`: the answer was lost; it is looked at again before it is repeated. */
export function writeState(state: WriteEntry['state']) {
  return kStates[state];
}
