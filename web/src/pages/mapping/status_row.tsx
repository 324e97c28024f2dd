import type { MappedStatus, Mapping } from '../../api/mapping';
import { formatDuration, formatDurationBoth } from '../../lib/duration';
import { exact } from '../../lib/format';
import { categoryWords as jiraWords, Lozenge } from '../../ui/lozenge';
import { NativeSelect } from '../../ui/native_select';
import { dropValue, setValue } from './edits';
import css from './mapping.module.css';
import { Grip, Steps } from './move_handle';
import type { Editor } from './use_editor';
import type { Mover } from './use_lane';
import { kGuess, kStages, needsLook, stageWords, statusOrigin, type Stage } from './words';

interface Props {
  status: MappedStatus;
  mapping: Mapping;
  editor: Editor;
  /** Other statuses have the same name. */
  clash: boolean;
  mover?: Mover;
}

function options(status: MappedStatus) {
  const words = kStages.map((value) => ({ value: value, label: stageWords[value] }));
  return status.origin === 'person' ? [...words, { value: kGuess, label: 'Guess again' }] : words;
}

function scopeWords(status: MappedStatus, clash: boolean): string {
  const project = status.project
    ? `only ${status.project.key || 'a hidden project'}`
    : clash
      ? 'all other projects'
      : '';
  return [project, clash && `id ${status.id}`].filter(Boolean).join(' · ');
}

function StageSelect({ status, mapping, editor, clash }: Props) {
  const edit = editor.edits.statuses[status.id];
  const value = edit === undefined ? status.stage : (edit ?? kGuess);
  const choose = (chosen: string) => {
    const stage = chosen === kGuess ? null : (chosen as Stage);
    editor.edit(setValue(editor.edits, mapping, 'statuses', status.id, stage));
  };
  const scope = scopeWords(status, clash);
  return (
    <NativeSelect
      label={`Stage of ${status.name}${scope && ` (${scope})`}`}
      value={value}
      options={options(status)}
      onChange={choose}
      swatch={value === kGuess ? undefined : `var(--band-${value})`}
      changed={edit !== undefined}
    />
  );
}

function Why({ status, mapping, editor }: Props) {
  if (status.id in editor.edits.statuses) {
    return (
      <span className={css.look}>
        <span className={css.changed}>Changed, not saved</span>
        <button
          type="button"
          className={css.revert}
          onClick={() => editor.edit(dropValue(editor.edits, 'statuses', status.id))}
        >
          Take back<span className="sr"> the change of {status.name}</span>
        </button>
      </span>
    );
  }
  if (!needsLook(status)) return <>{statusOrigin(status)}</>;
  const accept = () =>
    editor.edit(setValue(editor.edits, mapping, 'statuses', status.id, status.stage));
  return (
    <span className={css.look}>
      {statusOrigin(status)}
      <button type="button" className={css.fine} onClick={accept}>
        {stageWords[status.stage]} is right<span className="sr"> for {status.name}</span>
      </button>
    </span>
  );
}

/** One status of the workflow, or one to look at (then without a mover). */
export function StatusRow(props: Props) {
  const { status, editor, clash, mover } = props;
  const flagged = needsLook(status) && !(status.id in editor.edits.statuses);
  const scope = scopeWords(status, clash);
  return (
    <tr
      data-entry={mover?.entry}
      data-flagged={flagged || undefined}
      data-dragged={mover?.dragged === true ? true : undefined}
    >
      <th scope="row" className={css.nameCell}>
        <span className={css.handled}>
          {mover && <Grip mover={mover} />}
          <span>
            <span className={css.rowName}>{status.name}</span>
            {scope && <span className={css.scope}>{scope}</span>}
          </span>
        </span>
      </th>
      <td>
        <Lozenge status={{ name: jiraWords(status.category), category: status.category }} />
      </td>
      <td>
        <StageSelect {...props} />
      </td>
      <td className={css.why}>
        <Why {...props} />
      </td>
      <td data-num data-label="Issues now">
        {exact(status.issues_now)}
      </td>
      <td data-num data-label="Median time in it">
        {status.median_seconds === null ? (
          <span className="muted" title="Needs five issues that left it in the last 90 days">
            too few
          </span>
        ) : (
          <span title={formatDurationBoth(status.median_seconds)}>
            {formatDuration(status.median_seconds)}
          </span>
        )}
      </td>
      <td className={css.moveCell}>{mover && <Steps mover={mover} />}</td>
    </tr>
  );
}
