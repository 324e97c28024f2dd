import { Link } from '@tanstack/react-router';
import type { MappedType, Mapping } from '../../api/mapping';
import { exact } from '../../lib/format';
import { categorySwatch } from '../../ui/category_chip';
import table from '../../ui/data_table.module.css';
import { NativeSelect } from '../../ui/native_select';
import { SettingCard } from '../../ui/setting';
import { dropValue, setValue } from './edits';
import css from './mapping.module.css';
import type { Editor } from './use_editor';
import { categoryWords, kCategories, kGuess, needsLook, typeOrigin, type Category } from './words';

interface Props {
  mapping: Mapping;
  editor: Editor;
  connection: string;
}

/** Flagged ones first, then the most used. Fixed by what is saved: no row jumps while editing. */
function sorted(types: readonly MappedType[]): MappedType[] {
  const rank = (type: MappedType) => (needsLook(type) ? 0 : 1);
  return [...types].sort((a, b) => rank(a) - rank(b) || b.issues - a.issues);
}

function options(type: MappedType) {
  const words = kCategories.map((value) => ({
    value: value,
    label: categoryWords[value],
  }));
  return type.origin === 'person' ? [...words, { value: kGuess, label: 'Guess again' }] : words;
}

function CategorySelect({ type, mapping, editor }: Props & { type: MappedType }) {
  const edit = editor.edits.types[type.id];
  const value = edit === undefined ? type.category : (edit ?? kGuess);
  const choose = (chosen: string) =>
    editor.edit(
      setValue(
        editor.edits,
        mapping,
        'types',
        type.id,
        chosen === kGuess ? null : (chosen as Category),
      ),
    );
  return (
    <NativeSelect
      label={`${type.name}${type.project ? ` in ${type.project.key}` : ''} counts as`}
      value={value}
      options={options(type)}
      onChange={choose}
      swatch={value === kGuess ? undefined : categorySwatch[value]}
      changed={edit !== undefined}
    />
  );
}

function Why(props: Props & { type: MappedType }) {
  const { type, mapping, editor } = props;
  const edit = editor.edits.types[type.id];
  if (edit !== undefined) {
    return (
      <span className={css.look}>
        <span className={css.changed}>Changed, not saved</span>
        <button
          type="button"
          className={css.revert}
          onClick={() => editor.edit(dropValue(editor.edits, 'types', type.id))}
        >
          Take back<span className="sr"> the change of {type.name}</span>
        </button>
      </span>
    );
  }
  if (!needsLook(type)) return <>{typeOrigin(type)}</>;
  return (
    <span className={css.look}>
      {typeOrigin(type)}
      <button
        type="button"
        className={css.fine}
        onClick={() =>
          editor.edit(setValue(editor.edits, mapping, 'types', type.id, type.category))
        }
      >
        {categoryWords[type.category]} is right
      </button>
    </span>
  );
}

function TypeRow(props: Props & { type: MappedType }) {
  const { type, connection, editor } = props;
  const edit = editor.edits.types[type.id];
  return (
    <tr data-flagged={(needsLook(type) && edit === undefined) || undefined}>
      <th scope="row" className={css.nameCell}>
        <span className={css.rowName}>{type.name}</span>
        {type.project && <span className={css.scope}>only {type.project.key}</span>}
      </th>
      <td data-label="Counts as">
        <CategorySelect {...props} />
      </td>
      <td className={css.why}>
        <Why {...props} />
      </td>
      <td data-num data-label="Issues">
        {exact(type.issues)}
      </td>
      <td data-wide className={css.examples}>
        {type.examples.length === 0 && <span className="muted">None yet</span>}
        {type.examples.slice(0, 3).map((key) => (
          <Link key={key} to="/issues/$key" params={{ key }} search={{ connection }}>
            <code>{key}</code>
          </Link>
        ))}
      </td>
    </tr>
  );
}

/** Which Jira type counts as what. */
export function TypeTable(props: Props) {
  return (
    <SettingCard
      title="What the issue types count as"
      lead="Names are matched exactly first, then by parts. Anything no rule knows counts as Other until you say what it is."
    >
      <div className={table.scroll} tabIndex={0} role="group" aria-label="Issue types">
        <table className={table.table}>
          <caption className="sr">Issue types and what they count as</caption>
          <thead>
            <tr>
              <th scope="col">Jira type</th>
              <th scope="col">Counts as</th>
              <th scope="col">Why</th>
              <th scope="col" data-num>
                Issues
              </th>
              <th scope="col">Examples</th>
            </tr>
          </thead>
          <tbody>
            {sorted(props.mapping.types).map((type) => (
              <TypeRow key={type.id} {...props} type={type} />
            ))}
          </tbody>
        </table>
      </div>
    </SettingCard>
  );
}
