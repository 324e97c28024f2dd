import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMarkView, useSaveView, useViews, type SavedView, type ViewPage } from '../api/views';
import { useForm } from '../lib/use_form';
import { toast } from '../shell/toasts';
import { ChoiceCards, type CardChoice } from '../ui/choice_cards';
import { Dialog } from '../ui/side_panel';
import { ErrorNote } from '../ui/state_panel';
import css from './scope.module.css';
import styles from './views.module.css';
import { kViewPageWords, nameProblem } from './view_rules';

interface Props {
  page: ViewPage;
  /** What is kept: the page's query. */
  search: string;
  /** Offered as name. */
  proposal: string;
  onClose: () => void;
  onSaved: (view: SavedView) => void;
}

const kVisibilities: CardChoice<SavedView['visibility']>[] = [
  { value: 'private', title: 'Only you' },
  { value: 'tenant', title: 'Everybody' },
];

function SaveForm({ page, search, proposal, onClose, onSaved }: Props) {
  const views = useViews();
  const save = useSaveView();
  const mark = useMarkView();
  const [visibility, setVisibility] = useState<SavedView['visibility']>('private');
  const [starred, setStarred] = useState(true);
  const [isDefault, setDefault] = useState(false);
  const { form, set, errors, submit, ref } = useForm({ name: proposal }, ({ name }) => {
    const problem = nameProblem(name, page, views.data ?? []);
    return problem === null ? {} : { name: problem };
  });
  const send = ({ name }: { name: string }) =>
    save.mutate(
      { name: name.trim(), page, search, visibility },
      {
        onSuccess: (view) => {
          if (starred) mark.mutate({ id: view.id, mark: 'star', on: true });
          if (isDefault) mark.mutate({ id: view.id, mark: 'default', on: true });
          toast(`View “${view.name}” saved.`);
          onSaved(view);
        },
      },
    );
  return (
    <form
      ref={ref}
      className={css.saveForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(send);
      }}
    >
      <TextInput
        name="name"
        label="Name"
        data-autofocus
        value={form.name}
        error={errors.name}
        onChange={(event) => set('name', event.currentTarget.value)}
      />
      <ChoiceCards
        legend="Who sees it"
        name="visibility"
        columns={2}
        value={visibility}
        choices={kVisibilities}
        onChange={setVisibility}
      />
      <label className={css.check}>
        <input type="checkbox" checked={starred} onChange={() => setStarred(!starred)} />
        Star it: it stands in the rail at the left
      </label>
      <label className={css.check}>
        <input type="checkbox" checked={isDefault} onChange={() => setDefault(!isDefault)} />
        Open {kViewPageWords[page]} with it, for you
      </label>
      {save.error && <ErrorNote error={save.error} />}
      <div className={styles.saveFoot}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save view
        </Button>
      </div>
    </form>
  );
}

/** Gives what is on the screen a name. */
export default function SaveDialog({ opened, ...props }: Props & { opened: boolean }) {
  return (
    <Dialog title="Save this view" opened={opened} onClose={props.onClose}>
      <SaveForm {...props} />
    </Dialog>
  );
}
