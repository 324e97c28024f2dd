import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChangeView, useMarkView, useViews, type SavedView } from '../api/views';
import { toast } from '../shell/toasts';
import { Icon } from '../ui/icon';
import { ErrorNote } from '../ui/state_panel';
import css from './scope.module.css';
import styles from './views.module.css';
import { Segments } from './segments';
import { useDeleteView } from './view_actions';
import { kViewPageWords, nameProblem } from './view_rules';

interface Props {
  view: SavedView;
  onBack: () => void;
}

function Rename({ view }: { view: SavedView }) {
  const views = useViews();
  const change = useChangeView();
  const [name, setName] = useState(view.name);
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    const found = nameProblem(name, view.page, views.data ?? [], view.id);
    setProblem(found);
    if (found === null && name.trim() !== view.name) {
      change.mutate({ view, part: { name: name.trim() } });
    }
  };
  return (
    <form
      className={styles.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        data-autofocus
        aria-label="Name of the view"
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={change.isPending}>
        Rename
      </Button>
      {change.error && <ErrorNote error={change.error} />}
    </form>
  );
}

const kVisible = [
  { value: 'private', word: 'Only you' },
  { value: 'tenant', word: 'Everybody' },
] as const;

/** What can be done with one view. Of others' views, only what concerns oneself. */
export function ViewDetails({ view, onBack }: Props) {
  const change = useChangeView();
  const mark = useMarkView();
  const remove = useDeleteView();
  const flip = (what: 'star' | 'default', on: boolean) =>
    mark.mutate(
      { id: view.id, mark: what, on },
      { onError: () => toast('That was not kept; the server refused it.', { tone: 'error' }) },
    );
  return (
    <div className={styles.details}>
      <button type="button" className={css.backTo} onClick={onBack}>
        <Icon name="collapse" size={13} />
        {view.name}
        <span className="sr">, back to all views</span>
      </button>
      {view.may_change && <Rename view={view} />}
      {view.may_change ? (
        <div className={styles.detail}>
          Who sees it
          <Segments
            label="Who sees it"
            value={view.visibility}
            options={kVisible}
            onChange={(visibility) => change.mutate({ view, part: { visibility } })}
          />
        </div>
      ) : (
        <p className={styles.detail}>Kept by {view.owner_name}; everybody sees it.</p>
      )}
      <label className={css.check}>
        <input
          type="checkbox"
          checked={view.starred}
          onChange={() => flip('star', !view.starred)}
        />
        In the rail
      </label>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={view.is_default}
          onChange={() => flip('default', !view.is_default)}
        />
        Open {kViewPageWords[view.page]} with it
      </label>
      {change.error && <ErrorNote error={change.error} />}
      {view.may_change && (
        <button
          type="button"
          className={css.danger}
          onClick={() => {
            onBack();
            remove(view);
          }}
        >
          <Icon name="cross" size={13} />
          Delete
        </button>
      )}
    </div>
  );
}
