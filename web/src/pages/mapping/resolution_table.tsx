import type { MappedResolution, Mapping } from '../../api/mapping';
import { SettingCard, SettingRow } from '../../ui/setting';
import { Switch } from '../../ui/switch';
import { StatePanel } from '../../ui/state_panel';
import { dropValue, setValue } from './edits';
import css from './mapping.module.css';
import type { Editor } from './use_editor';
import { resolutionOrigin } from './words';

interface Props {
  mapping: Mapping;
  editor: Editor;
}

function Row({ resolution, mapping, editor }: Props & { resolution: MappedResolution }) {
  const edit = editor.edits.resolutions[resolution.id];
  const id = `resolution-${resolution.id}`;
  const set = (cancels: boolean | null) =>
    editor.edit(setValue(editor.edits, mapping, 'resolutions', resolution.id, cancels));
  const changed = edit !== undefined;
  return (
    <SettingRow
      title={resolution.name}
      labelFor={id}
      hintId={`${id}-why`}
      hint={
        changed ? (
          <span className={css.changed}>
            {edit === null ? 'Guessed again when saved' : 'Changed, not saved'}
          </span>
        ) : (
          resolutionOrigin(resolution)
        )
      }
    >
      {changed && (
        <button
          type="button"
          className={css.revert}
          onClick={() => editor.edit(dropValue(editor.edits, 'resolutions', resolution.id))}
        >
          Take back<span className="sr"> the change of {resolution.name}</span>
        </button>
      )}
      {!changed && resolution.origin === 'person' && (
        <button type="button" className={css.revert} onClick={() => set(null)}>
          Guess again<span className="sr">: {resolution.name}</span>
        </button>
      )}
      <span className={css.cancels} aria-hidden="true">
        {(edit ?? resolution.cancels) ? 'Cancels' : 'Finishes'}
      </span>
      <Switch
        id={id}
        checked={edit ?? resolution.cancels}
        describedBy={`${id}-why`}
        label={`${resolution.name} cancels the work`}
        onChange={set}
      />
    </SettingRow>
  );
}

/** Resolutions that cancel: a closed issue with one of them is not counted as finished. */
export function ResolutionTable(props: Props) {
  const { resolutions } = props.mapping;
  return (
    <SettingCard
      title="Resolutions that cancel"
      lead="An issue that is closed with one of these was not delivered. It leaves the cycle time and the throughput, and is counted as cancelled."
    >
      {resolutions.length === 0 && (
        <StatePanel compact title="This Jira has no resolutions">
          <p>What is cancelled is then read from the status alone.</p>
        </StatePanel>
      )}
      {resolutions.map((resolution) => (
        <Row key={resolution.id} {...props} resolution={resolution} />
      ))}
    </SettingCard>
  );
}
