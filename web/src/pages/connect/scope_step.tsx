import type { ReactNode } from 'react';
import type { CheckReport, Me } from '../../api/client';
import type { JiraSource } from '../../api/connect';
import { exact } from '../../lib/format';
import { ChoiceCards } from '../../ui/choice_cards';
import { Disclosure } from '../../ui/disclosure';
import type { FormErrors } from '../setup/setup_form';
import { BackfillField } from './backfill_field';
import css from './connect.module.css';
import type { Draft } from './draft';
import { FilterField } from './filter_field';
import { paceWords } from './pace';
import { PaceFields } from './pace_fields';
import { ProjectPicker } from './project_picker';
import type { SetDraft } from './use_wizard';
import { WriteSwitches } from './write_switches';

interface Props {
  draft: Draft;
  set: SetDraft;
  source: JiraSource;
  errors: FormErrors<Draft>;
  report: CheckReport | undefined;
  me: Me | undefined;
}

function Section(props: { title: string; id?: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3 id={props.id}>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Projects({ draft, set, source, errors, report }: Props) {
  const count = report?.projects_visible;
  return (
    <Section title="Projects">
      <ChoiceCards
        name="allProjects"
        legend={<span className="sr">Which projects</span>}
        value={draft.allProjects ? 'all' : 'some'}
        onChange={(value) => set({ allProjects: value === 'all' })}
        columns={2}
        choices={[
          {
            value: 'all',
            title: 'Every project',
            text: `${count === undefined ? 'All' : `The ${exact(count)}`} that the account sees, and future ones too.`,
          },
          {
            value: 'some',
            title: 'Chosen projects',
            text: 'Only those you pick. New projects are not added by themselves.',
          },
        ]}
      />
      {!draft.allProjects && (
        <ProjectPicker
          source={source}
          chosen={draft.projects}
          onChange={(projects) => set({ projects })}
        />
      )}
      {errors.projects && (
        <p className={css.error} role="alert">
          {errors.projects}
        </p>
      )}
    </Section>
  );
}

function webhookNote(report: CheckReport | undefined): string | undefined {
  const row = report?.rows.find((each) => each.id === 'webhooks');
  if (row?.state !== 'missing') return undefined;
  return 'The account may not register webhooks now; it is tried again when it may. Until then Throughline asks every 5 minutes.';
}

function Write({ draft, set, report }: Props) {
  const note = webhookNote(report);
  return (
    <Section title="What may be written">
      <WriteSwitches
        value={{ ...draft.writes, webhooks: draft.webhooks }}
        onChange={({ webhooks, ...writes }) =>
          set({
            writes: { ...draft.writes, ...writes },
            ...(webhooks !== undefined && { webhooks }),
          })
        }
        {...(note && { webhookNote: note })}
      />
    </Section>
  );
}

/** Step 4: what is read, what may be written, how far back and how hard. */
export function ScopeStep(props: Props) {
  const { draft, set, source, errors, me } = props;
  const projectKeys = draft.allProjects ? [] : draft.projects;
  const pace = paceWords(draft.requestsPerMinute, draft.quietHours);
  return (
    <div className={css.sections}>
      <Projects {...props} />
      <Section title="Filter">
        <FilterField
          label="Only issues that match (JQL, optional)"
          source={source}
          jql={draft.filter}
          onChange={(filter) => set({ filter })}
          projectKeys={projectKeys}
          error={errors.filter}
        />
      </Section>
      <Section title="How far back" id="backfill">
        <BackfillField
          days={draft.backfillDays}
          onChange={(backfillDays) => set({ backfillDays })}
          source={source}
          filter={draft.filter}
          projectKeys={projectKeys}
          requestsPerMinute={draft.requestsPerMinute}
        />
      </Section>
      <Write {...props} />
      <Disclosure title="Advanced" summary={pace || 'pace, quiet hours'}>
        <PaceFields
          value={{ requests_per_minute: draft.requestsPerMinute, quiet_hours: draft.quietHours }}
          timeZone={me?.tenant.time_zone ?? 'your organisation'}
          onChange={(change) =>
            set({
              ...(change.requests_per_minute !== undefined && {
                requestsPerMinute: change.requests_per_minute,
              }),
              ...(change.quiet_hours !== undefined && { quietHours: change.quiet_hours }),
            })
          }
        />
        <p className={css.hint}>
          Which custom fields are stored is chosen later, on the page of the connection; at first
          all that can be typed are.
        </p>
      </Disclosure>
    </div>
  );
}
