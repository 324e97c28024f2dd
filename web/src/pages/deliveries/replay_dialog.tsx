import { Button } from '@mantine/core';
import { useState } from 'react';
import { useReplayCount, useReplayRange, type ReplayResult } from '../../api/deliveries';
import type { Connection } from '../../api/client';
import { formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { toast } from '../../shell/toasts';
import { ChoiceCards } from '../../ui/choice_cards';
import { NativeSelect } from '../../ui/native_select';
import { Dialog } from '../../ui/side_panel';
import { ErrorNote } from '../../ui/state_panel';
import css from './deliveries.module.css';
import { kWithin, type LogState } from './delivery_state';
import { countWords, replayedWords } from './delivery_words';

interface Props {
  connection: Connection;
  state: LogState;
  opened: boolean;
  onClose: () => void;
}

const kChoices: { value: ReplayResult; title: string; text: string }[] = [
  {
    value: 'failed',
    title: 'Failed ones',
    text: 'What could not be read. Worth it after an upgrade, or after a fault was mended.',
  },
  {
    value: 'accepted',
    title: 'Accepted ones',
    text: 'Everything that was applied is applied again. It ends in the same facts.',
  },
  {
    value: 'ignored',
    title: 'Ignored ones',
    text: 'Worth it after more projects or another filter were chosen.',
  },
];

const isReplay = (result: string): result is ReplayResult =>
  kChoices.some((choice) => choice.value === result);

/** The range as it is filtered, or one of the usual. */
function rangesOf({ from, to }: LogState): { value: string; label: string }[] {
  const own =
    from || to
      ? [
          {
            value: 'own',
            label: `As filtered: ${from ? formatInstant(from) : 'the beginning'} to ${to ? formatInstant(to) : 'now'}`,
          },
        ]
      : [];
  return [
    ...own,
    ...Object.entries(kWithin).map(([value, { word }]) => ({ value, label: word })),
    { value: 'all', label: 'Everything that is kept' },
  ];
}

function Form({ connection, state, onClose }: Omit<Props, 'opened'>) {
  const ranges = rangesOf(state);
  const first = state.within || (state.from || state.to ? 'own' : '24h');
  const [result, setResult] = useState<ReplayResult>(
    isReplay(state.result) ? state.result : 'failed',
  );
  const [range, setRange] = useState(first);
  const now = useNow(60);
  const replay = useReplayRange(connection.id);
  const seconds = kWithin[range]?.seconds;
  const own = range === 'own';
  const asked = {
    result,
    from: seconds ? new Date(now - seconds * 1000).toISOString() : own ? state.from : '',
    to: own ? state.to : '',
  };
  const count = useReplayCount(connection.id, asked, !replay.isSuccess);
  const none = count.data?.n === 0;
  const run = () =>
    replay.mutate(asked, {
      onSuccess: ({ replayed, more }) => {
        toast(replayedWords(replayed, more), { stays: 8000 });
        onClose();
      },
    });
  return (
    <form
      className={css.replayForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (!none) run();
      }}
    >
      <ChoiceCards<ReplayResult>
        name="replay"
        legend="Which deliveries"
        value={result}
        onChange={setResult}
        choices={kChoices}
      />
      <div className={css.replayRange}>
        <span aria-hidden="true">Received in</span>
        <NativeSelect label="Received in" value={range} options={ranges} onChange={setRange} />
        <b role="status">{count.data ? countWords(count.data) : 'Counting…'}</b>
      </div>
      <p className={css.replayWords}>
        They are processed in the order in which they came, at most 10,000 at a time. What is known
        already does not change, so replaying twice is the same as replaying once. Nothing is
        written to Jira.
      </p>
      {replay.error && <ErrorNote error={replay.error} />}
      <div className={css.dialogActions}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={replay.isPending} aria-disabled={none || undefined}>
          {none ? 'Nothing to replay' : 'Replay'}
        </Button>
      </div>
    </form>
  );
}

/** Processes many deliveries again; says before how many, and that it is safe. */
export function ReplayDialog(props: Props) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title="Replay deliveries" size={520}>
      <Form {...props} />
    </Dialog>
  );
}
