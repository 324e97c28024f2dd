import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFields, type FieldUse } from '../../api/care';
import type { Connection } from '../../api/client';
import { exact, plural } from '../../lib/format';
import { toggle } from '../../lib/list_codec';
import { ChoiceCards } from '../../ui/choice_cards';
import { Icon } from '../../ui/icon';
import { NativeSelect } from '../../ui/native_select';
import { Card } from '../../ui/page';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { DescriptionCard } from './description_card';
import { FieldTable } from './field_table';
import {
  isOptional,
  kShow,
  showWords,
  shown,
  sortFields,
  type Choice,
  type Show,
} from './field_words';
import css from './integrations.module.css';
import { SaveFoot } from './save_foot';
import { useSettings } from './use_settings';

function readChoice(connection: Connection): Choice {
  return { chosen: connection.custom_fields.length === 0 ? null : connection.custom_fields };
}

/** Ids that are stored now and may be left out: what "chosen ones" begins with. */
function optionalIds(fields: readonly FieldUse[], saved: Choice): string[] {
  return fields.filter((f) => isOptional(f, saved) && f.stored).map((f) => f.id);
}

interface Props {
  connection: Connection;
  fields: FieldUse[];
}

function FieldChoice({ connection, fields }: Props) {
  const settings = useSettings(connection, readChoice);
  const [text, setText] = useState('');
  const [show, setShow] = useState<Show>('all');
  const { values, saved, set } = settings;
  const found = sortFields(fields).filter((field) => shown(field, show, text));
  const body = () => ({ custom_fields: values.chosen ?? [] });
  const optional = optionalIds(fields, saved);
  const flip = (id: string) => {
    const next = toggle(values.chosen ?? optional, id);
    set({ chosen: next.length === 0 ? null : next });
  };
  return (
    <>
      <SettingCard
        title="Which custom fields are stored"
        lead="Fields with a role, and numbers, are always stored; roles are found by the kind of a field, never by its id. Long texts, comments and attachments never are; descriptions are a choice of their own below."
        foot={<SaveFoot settings={settings} body={body} onSave={() => settings.save(body())} />}
      >
        <SettingBody>
          <ChoiceCards<'all' | 'some'>
            name="fields"
            legend={<span className="sr">Which custom fields</span>}
            columns={2}
            value={values.chosen === null ? 'all' : 'some'}
            onChange={(choice) => set({ chosen: choice === 'all' ? null : optional })}
            choices={[
              { value: 'all', title: 'All that can be stored', text: 'New ones too.' },
              { value: 'some', title: 'Chosen ones', text: 'Tick them in the list below.' },
            ]}
          />
        </SettingBody>
      </SettingCard>
      <DescriptionCard connection={connection} />
      <SettingCard
        title="Fields of this Jira"
        lead={`How full each is, over the newest ${exact(fields[0]?.looked_at ?? 0)} issues.`}
        side={
          <span className="muted small" role="status">
            {found.length === fields.length
              ? plural(fields.length, 'field')
              : `${exact(found.length)} of ${plural(fields.length, 'field')}`}
          </span>
        }
      >
        <div className={css.filters}>
          <TextInput
            className={css.search}
            type="search"
            aria-label="Search fields by name or id"
            placeholder="Search by name or id"
            leftSection={<Icon name="search" />}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <NativeSelect
            label="Which fields to show"
            value={show}
            options={kShow.map((value) => ({ value, label: showWords[value] }))}
            onChange={(value) => setShow(value as Show)}
          />
        </div>
        {found.length === 0 ? (
          <StatePanel compact title="No field matches" />
        ) : (
          <FieldTable {...{ found, fields, values, saved }} onFlip={flip} />
        )}
      </SettingCard>
    </>
  );
}

/** The field catalogue of the site: roles, fill, what is stored. */
export function FieldsTab({ connection }: { connection: Connection }) {
  const fields = useFields(connection.id);
  if (fields.isPending) {
    return (
      <Card>
        <Loading what="the fields" height={420} />
      </Card>
    );
  }
  if (!fields.data) {
    return (
      <Card>
        <ErrorPanel error={fields.error} onRetry={() => void fields.refetch()} />
      </Card>
    );
  }
  if (fields.data.length === 0) {
    return (
      <Card>
        <StatePanel icon="table" title="The fields are not known yet">
          <p>They are the first thing a sync brings; come back in a minute.</p>
        </StatePanel>
      </Card>
    );
  }
  return <FieldChoice connection={connection} fields={fields.data} />;
}
