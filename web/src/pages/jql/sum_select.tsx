import type { JqlColumn, JqlField, JqlLanguage } from '../../api/jql';
import { Icon } from '../../ui/icon';
import { columnFields, formatColumn } from './columns';
import css from './jql.module.css';
import type { Summing } from './jql_state';

const kSpread: readonly JqlColumn['kind'][] = ['number', 'duration', 'instant', 'day'];

/** The ways to sum up by a field: its values are counted, its numbers and dates spread out. */
export function summingsOf(field: JqlField): Summing[] {
  const kind = kSpread.includes(field.kind) ? 'hist' : 'group';
  if (field.kind === 'text') return [];
  if (!field.takes_argument) return [{ kind, column: field.name }];
  return (field.arguments ?? []).map((argument) => ({
    kind,
    column: formatColumn({ field: field.name, argument }),
  }));
}

const valueOf = (summing: Summing | null) => (summing ? `${summing.kind}:${summing.column}` : '');

function parse(value: string): Summing | null {
  const [kind, ...rest] = value.split(':');
  if (kind !== 'group' && kind !== 'hist') return null;
  return { kind, column: rest.join(':') };
}

interface Props {
  language: JqlLanguage;
  value: Summing | null;
  onChange: (summing: Summing | null) => void;
}

/** What the issues are counted by, or the spread of what is drawn. */
export function SumSelect({ language, value, onChange }: Props) {
  const all = columnFields(language).flatMap(summingsOf);
  const known = value === null || all.some((each) => valueOf(each) === valueOf(value));
  const list = known ? all : [value, ...all];
  const options = (kind: Summing['kind']) =>
    list
      .filter((each) => each.kind === kind)
      .map((each) => (
        <option key={each.column} value={valueOf(each)}>
          {each.column}
        </option>
      ));
  return (
    <label className={css.select} data-on={value !== null || undefined}>
      <Icon name="compare" size={14} />
      <span className="sr">Sum up by</span>
      <select value={valueOf(value)} onChange={(event) => onChange(parse(event.target.value))}>
        <option value="">Sum up by…</option>
        <optgroup label="Count by">{options('group')}</optgroup>
        <optgroup label="Spread of">{options('hist')}</optgroup>
      </select>
      <Icon name="down" size={13} />
    </label>
  );
}
