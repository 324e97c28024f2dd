import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Connection } from '../../api/client';
import { useConnectionAction } from '../../api/connections';
import { asProblem } from '../../api/problem';
import { Icon } from '../../ui/icon';

const kShowResultMs = 5000;

/** `Syncing…` from the first moment until `last_sync` moves, then the result for five seconds. */
export function SyncButton({ connection }: { connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const navigate = useNavigate();
  const [since, setSince] = useState<string | null | undefined>(undefined);
  const [seen, setSeen] = useState(false);
  const running = since !== undefined && !seen;
  const moved = since !== undefined && connection.last_sync !== since;

  if (moved && !seen) setSeen(true);
  useEffect(() => {
    if (!seen && !action.error) return;
    const timer = setTimeout(() => {
      setSince(undefined);
      setSeen(false);
      if (action.error) action.reset();
    }, kShowResultMs);
    return () => clearTimeout(timer);
  }, [seen, action]);

  const press = () => {
    if (running) {
      return void navigate({ to: '/integrations/$id/progress', params: { id: connection.id } });
    }
    setSince(connection.last_sync);
    setSeen(false);
    action.mutate('sync', { onError: () => setSince(undefined) });
  };
  return (
    <>
      <Button
        variant="default"
        onClick={press}
        leftSection={<Icon name={seen ? 'check' : 'sync'} />}
        aria-live="polite"
      >
        {running ? 'Syncing…' : seen ? 'Up to date' : 'Sync now'}
      </Button>
      {action.error && (
        <span className="small" role="alert">
          {asProblem(action.error).detail}
        </span>
      )}
    </>
  );
}
