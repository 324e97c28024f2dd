import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usePatchConnection, type ConnectionPatch } from '../../api/care';
import type { Connection } from '../../api/client';
import { ApiProblem } from '../../api/problem';

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A part of a connection as a form. While nothing is typed it follows the connection; from the
 * first change on it holds the state the person saw, so that a change of somebody else is noticed
 * when saving (412) and shown instead of overwritten.
 */
export function useSettings<T extends object>(
  connection: Connection,
  read: (connection: Connection) => T,
) {
  const [held, setHeld] = useState<{ base: Connection; values: T } | null>(null);
  const queries = useQueryClient();
  const patch = usePatchConnection(connection.id);
  const base = held?.base ?? connection;
  const saved = read(base);
  const values = held?.values ?? saved;
  const conflict = patch.error instanceof ApiProblem && patch.error.status === 412;

  const set = (change: Partial<T>) => {
    const next = { ...values, ...change };
    setHeld(equal(next, saved) ? null : { base, values: next });
    patch.reset();
  };
  const send = (body: ConnectionPatch, revision: number, onSaved?: () => void) =>
    patch.mutate(
      { revision, body },
      {
        onSuccess: () => {
          setHeld(null);
          onSaved?.();
        },
        onError: (error) => {
          if (!(error instanceof ApiProblem) || error.status !== 412) return;
          void queries.invalidateQueries({ queryKey: ['connection', connection.id] });
        },
      },
    );
  return {
    base,
    now: connection,
    saved,
    values,
    set,
    dirty: held !== null,
    patch,
    conflict,
    save: (body: ConnectionPatch, onSaved?: () => void) => send(body, base.revision, onSaved),
    overwrite: (body: ConnectionPatch) => send(body, connection.revision),
    discard: () => {
      setHeld(null);
      patch.reset();
    },
  };
}

export type Settings<T extends object> = ReturnType<typeof useSettings<T>>;
