import type { Connection, Progress } from '../../api/client';

const kRunning = ['queued', 'running', 'waiting', 'retrying'];

/** Connections whose first reading, or a repeated one, is under way. */
export function backfillsOf(
  connections: readonly Connection[],
): { connection: Connection; progress: Progress }[] {
  return connections.flatMap((connection) => {
    const { progress, state } = connection;
    if (!progress || state === 'disconnected' || !kRunning.includes(progress.state)) return [];
    return [{ connection, progress }];
  });
}

/** Where an age stands among those that left its stage before: `older than 91 % in its stage`. */
export function paceWords(rank: number | null): string {
  if (rank === null) return 'too few finished to compare';
  if (rank >= 99.5) return 'older than all before in its stage';
  return `older than ${Math.floor(rank)} % in its stage`;
}

/** Bands of age 0 to 4 in words; null: the stage has too few to compare with. */
export function bandWords(band: number | null): string {
  const words = ['up to p50', 'p50 to p70', 'p70 to p85', 'p85 to p95', 'above p95'];
  return band === null ? '' : (words[band] ?? '');
}
