import { useMemo, useState } from 'react';
import type { Connection } from '../../api/client';
import { plural } from '../../lib/format';
import { ChoiceCards } from '../../ui/choice_cards';
import { SettingBody, SettingCard } from '../../ui/setting';
import { FilterField } from '../connect/filter_field';
import { ProjectPicker } from '../connect/project_picker';
import css from './integrations.module.css';
import { SaveFoot } from './save_foot';
import { ScopeDialog } from './scope_dialog';
import { scopeOf, scopePatch, scopeProblem, type Scope } from './scope_rules';
import { useSettings } from './use_settings';

function useSource(connection: Connection) {
  return useMemo(
    () => ({ identity: connection.id, request: { connection: connection.id } }),
    [connection.id],
  );
}

interface FormProps {
  connection: Connection;
  values: Scope;
  set: (change: Partial<Scope>) => void;
  problem: string;
}

function ScopeForm({ connection, values, set, problem }: FormProps) {
  const source = useSource(connection);
  return (
    <div className={css.stack}>
      <ChoiceCards<'all' | 'some'>
        name="scope"
        legend={<span className="sr">Which projects</span>}
        columns={2}
        value={values.all ? 'all' : 'some'}
        onChange={(choice) => set({ all: choice === 'all' })}
        choices={[
          {
            value: 'all',
            title: 'All projects',
            text: 'All that the account can see, future ones too.',
          },
          { value: 'some', title: 'Chosen ones', text: 'Only those listed below.' },
        ]}
      />
      {!values.all && (
        <ProjectPicker source={source} chosen={values.keys} onChange={(keys) => set({ keys })} />
      )}
      {problem && (
        <p role="alert" className={css.problem}>
          {problem}
        </p>
      )}
      <hr className={css.rule} />
      <FilterField
        source={source}
        jql={values.jql}
        onChange={(jql) => set({ jql })}
        projectKeys={values.all ? [] : values.keys}
      />
    </div>
  );
}

function leadWords(saved: Scope): string {
  if (saved.all) return 'All projects are followed, also those that the account is given later.';
  return `${plural(saved.keys.length, 'project')} followed. A project without access is flagged by itself; the others go on.`;
}

/** Which projects and issues are followed; what a change drops is said before it is saved. */
export function ProjectsTab({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, scopeOf);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [drop, setDrop] = useState<'keep' | 'delete'>('keep');
  const { values, saved, set } = settings;
  const patch = () => scopePatch(values, saved);
  const save = () => {
    setTried(true);
    if (!scopeProblem(values)) setAsking(true);
  };
  const apply = (chosen: 'keep' | 'delete') => {
    setDrop(chosen);
    setAsking(false);
    settings.save({ ...patch(), drop: chosen }, () => setTried(false));
  };
  return (
    <>
      <SettingCard
        title="What is followed"
        lead={leadWords(saved)}
        foot={<SaveFoot settings={settings} body={() => ({ ...patch(), drop })} onSave={save} />}
      >
        <SettingBody>
          <ScopeForm
            connection={connection}
            values={values}
            set={set}
            problem={tried ? scopeProblem(values) : ''}
          />
        </SettingBody>
      </SettingCard>
      <ScopeDialog
        opened={asking}
        connection={connection}
        patch={patch()}
        onApply={apply}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
