import { useId } from 'react';
import type { Writes } from '../../api/connect';
import { Icon } from '../../ui/icon';
import { Switch } from '../../ui/switch';
import css from './writes.module.css';

export interface WriteChoice extends Writes {
  webhooks: boolean;
}

interface Props {
  value: WriteChoice;
  onChange: (change: Partial<WriteChoice>) => void;
  /** Said below the webhooks, such as that Jira cannot reach this server. */
  webhookNote?: string;
}

interface Kind {
  key: keyof Writes;
  title: string;
  text: string;
}

const kinds: readonly Kind[] = [
  {
    key: 'worklogs',
    title: 'Worklogs',
    text: 'Adds time measured in editors to issues, as worklogs of this account.',
  },
  {
    key: 'rule_actions',
    title: 'Rule actions',
    text: 'Lets rules that you write create, change, comment and move issues.',
  },
  {
    key: 'remote_links',
    title: 'Remote links',
    text: 'Adds links from issues to commits, pull requests and incidents.',
  },
];

export function isReadOnly(writes: Writes): boolean {
  return !writes.worklogs && !writes.rule_actions && !writes.remote_links;
}

/** `worklogs and remote links`; '' when nothing is written. */
export function writeWords(writes: Writes): string {
  const names = kinds.filter((kind) => writes[kind.key]).map((kind) => kind.title.toLowerCase());
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function Row(props: {
  title: string;
  text: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <li className={css.row}>
      <div>
        <label htmlFor={id} className={css.title}>
          {props.title}
        </label>
        <p className={css.text} id={`${id}-text`}>
          {props.text}
        </p>
      </div>
      <Switch
        id={id}
        checked={props.checked}
        onChange={props.onChange}
        describedBy={`${id}-text`}
      />
    </li>
  );
}

/** What Throughline may write to Jira. Everything off is read-only, and that is said. */
export function WriteSwitches({ value, onChange, webhookNote }: Props) {
  const readOnly = isReadOnly(value);
  return (
    <div className={css.box}>
      <p className={css.state} data-on={!readOnly || undefined} role="status">
        <Icon name={readOnly ? 'eye' : 'pencil'} size={15} />
        <span>
          <b>{readOnly ? 'Read-only.' : `May write ${writeWords(value)}.`}</b>{' '}
          {readOnly
            ? value.webhooks
              ? 'No issue is changed; the only thing made in Jira is the webhook below.'
              : 'Nothing at all is made or changed in Jira.'
            : 'Every write is listed, with what it did.'}
        </span>
      </p>
      <ul>
        <Row
          title="Webhooks"
          text={
            webhookNote ??
            'Jira tells of changes within seconds. Without them Throughline asks every 5 minutes.'
          }
          checked={value.webhooks}
          onChange={(webhooks) => onChange({ webhooks })}
        />
        {kinds.map((kind) => (
          <Row
            key={kind.key}
            title={kind.title}
            text={kind.text}
            checked={value[kind.key]}
            onChange={(on) => onChange({ [kind.key]: on })}
          />
        ))}
      </ul>
    </div>
  );
}
