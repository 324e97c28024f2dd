import type { HookView } from '../../api/care';
import type { Badge } from '../../api/client';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { ToneBadge } from '../../ui/tone';
import { eventGroups, hookState, listedWords, signedWords } from './hook_words';
import own from './webhooks.module.css';

function HookBadge({ hook }: { hook: HookView }) {
  const { word, tone } = hookState(hook);
  const badge: Badge = { code: 'connected', tone, text: word, line: '' };
  return <ToneBadge badge={badge} />;
}

/** One registration: its address, state, and what Jira says of it. */
export function Hook({ hook }: { hook: HookView }) {
  const now = useNow(10);
  return (
    <li className={own.hook}>
      <div className={own.hookHead}>
        <code className={own.hookUrl}>{hook.masked_url}</code>
        <HookBadge hook={hook} />
      </div>
      {hook.detail && <p className={own.hookDetail}>{hook.detail}</p>}
      <dl className={own.hookFacts}>
        <div>
          <dt>Last event</dt>
          <dd>
            {hook.last_event ? (
              <time dateTime={hook.last_event} title={formatInstant(hook.last_event)}>
                {formatAgo(hook.last_event, now)}
              </time>
            ) : (
              'None yet'
            )}
          </dd>
        </div>
        <div>
          <dt>In Jira&apos;s list</dt>
          <dd>{listedWords(hook.listed)}</dd>
        </div>
        <div>
          <dt>Signed</dt>
          <dd>{signedWords(hook.signed_deliveries)}</dd>
        </div>
        <div>
          <dt>Expiry</dt>
          <dd>{hook.expiry || 'Not known'}</dd>
        </div>
        <div>
          <dt>Made</dt>
          <dd>{formatInstant(hook.created)}</dd>
        </div>
      </dl>
      {hook.events.length > 0 && (
        <p className={own.events}>
          {eventGroups(hook.events).map((group) => (
            <span key={group}>{group}</span>
          ))}
        </p>
      )}
    </li>
  );
}
