import type { FieldUse } from '../../api/care';
import table from '../../ui/data_table.module.css';
import {
  fillWords,
  isOptional,
  isWanted,
  roleWords,
  sharesPoints,
  storedWords,
  type Choice,
} from './field_words';
import own from './fields.module.css';

interface Props {
  /** Those to show, and all of them. */
  found: readonly FieldUse[];
  fields: readonly FieldUse[];
  values: Choice;
  saved: Choice;
  onFlip: (id: string) => void;
}

function Fill({ field }: { field: FieldUse }) {
  const share = field.looked_at === 0 ? 0 : field.filled / field.looked_at;
  return (
    <span className={own.fill}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className={own.fillGround} width="100" height="6" rx="3" />
        {share > 0 && (
          <rect className={own.fillBar} width={Math.max(1.5, share * 100)} height="6" />
        )}
      </svg>
      <span>{fillWords(field)}</span>
    </span>
  );
}

function Stored({
  field,
  values,
  saved,
  onFlip,
}: Omit<Props, 'found' | 'fields'> & { field: FieldUse }) {
  const words = storedWords(field, values, saved);
  if (values.chosen === null || !isOptional(field, saved)) {
    return <span data-no={!field.stored || undefined}>{words}</span>;
  }
  return (
    <label className={own.tickLabel}>
      <input
        type="checkbox"
        checked={isWanted(field, values)}
        onChange={() => onFlip(field.id)}
        aria-label={`Store ${field.name}`}
      />
      {words}
    </label>
  );
}

/** Name, kind, role, fill, stored or not. */
export function FieldTable({ found, fields, ...rest }: Props) {
  const shared = sharesPoints(fields);
  return (
    <div className={table.scroll} tabIndex={0} role="group" aria-label="Fields">
      <table className={table.table}>
        <caption className="sr">Fields of this Jira</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Role</th>
            <th scope="col">Filled</th>
            <th scope="col">Stored</th>
          </tr>
        </thead>
        <tbody>
          {found.map((field) => (
            <tr key={field.id}>
              <td data-wide>
                <span className={own.fieldName}>{field.name}</span>
                <span className={own.fieldId}>
                  <code>{field.id}</code> · {field.type}
                </span>
              </td>
              <td>
                {field.role && (
                  <>
                    <span className={own.role}>{roleWords(field.role)}</span>
                    {shared && field.role === 'story_points' && (
                      <span className={own.fieldId}>one of two: the first with a value counts</span>
                    )}
                  </>
                )}
              </td>
              <td>
                <Fill field={field} />
              </td>
              <td className={own.storedCell}>
                <Stored field={field} {...rest} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
