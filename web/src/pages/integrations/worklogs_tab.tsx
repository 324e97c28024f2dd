import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { ChoiceCards } from '../../ui/choice_cards';
import { SettingBody, SettingCard } from '../../ui/setting';
import css from './integrations.module.css';
import { SaveFoot } from './save_foot';
import { useSettings } from './use_settings';

type Mode = 'read' | 'write';

function readMode(connection: Connection): { mode: Mode } {
  return { mode: connection.writes.worklogs ? 'write' : 'read' };
}

/** Whether time that was tracked elsewhere may be written into Jira. */
export function WorklogsTab({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, readMode);
  const { values, set } = settings;
  const body = () => ({ writes: { worklogs: values.mode === 'write' } });
  return (
    <SettingCard
      title="Worklogs"
      lead="Worklogs of Jira are always read, with their edits and deletions. This says whether Throughline may also write some."
      foot={<SaveFoot settings={settings} body={body} onSave={() => settings.save(body())} />}
    >
      <SettingBody>
        <div className={css.stack}>
          <ChoiceCards<Mode>
            name="worklogs"
            legend={<span className="sr">Worklogs</span>}
            value={values.mode}
            onChange={(mode) => set({ mode })}
            choices={[
              {
                value: 'read',
                title: 'Read only',
                tag: 'usual',
                text: 'Nothing is written. Time in Jira stays what people logged there.',
              },
              {
                value: 'write',
                title: 'May write worklogs',
                text: 'The account needs the permission Work on issues; the check under Access then asks for it.',
              },
            ]}
          />
          <p className="muted">
            This is only the permission. Throughline has no source of tracked time yet, so nothing
            is written even when it is given. Every write that is ever made stands under{' '}
            <Link to="/writes" search={{ connection: connection.id }}>
              Writes
            </Link>
            .
          </p>
        </div>
      </SettingBody>
    </SettingCard>
  );
}
