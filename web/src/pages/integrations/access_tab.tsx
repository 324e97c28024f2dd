import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/client';
import { useMe } from '../../api/session';
import { SettingBody, SettingCard } from '../../ui/setting';
import { PaceFields, type Pace } from '../connect/pace_fields';
import { WriteSwitches, type WriteChoice } from '../connect/write_switches';
import css from './integrations.module.css';
import { NetworkCard } from './network_card';
import { SaveFoot } from './save_foot';
import { SignInCard } from './sign_in_card';
import { useSettings } from './use_settings';

function readWrites(connection: Connection): WriteChoice {
  const { worklogs, rule_actions: rules, remote_links: links } = connection.writes;
  return {
    webhooks: connection.webhooks_wanted,
    worklogs,
    rule_actions: rules,
    remote_links: links,
  };
}

function WritesCard({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, readWrites);
  const { values, set } = settings;
  const body = () => {
    const { webhooks, ...writes } = values;
    return { webhooks, writes };
  };
  return (
    <SettingCard
      title="What may be written to Jira"
      lead={
        <>
          Each kind by itself. Every write that was ever made stands under{' '}
          <Link to="/writes" search={{ connection: connection.id }}>
            Writes
          </Link>
          .
        </>
      }
      foot={<SaveFoot settings={settings} body={body} onSave={() => settings.save(body())} />}
    >
      <SettingBody>
        <WriteSwitches value={values} onChange={set} />
      </SettingBody>
    </SettingCard>
  );
}

function readPace(connection: Connection): Pace {
  return {
    requests_per_minute: connection.requests_per_minute,
    quiet_hours: connection.quiet_hours,
  };
}

function PaceCard({ connection }: { connection: Connection }) {
  const settings = useSettings(connection, readPace);
  const me = useMe();
  const { values, set } = settings;
  const wrong = values.quiet_hours?.from === values.quiet_hours?.to && values.quiet_hours !== null;
  return (
    <SettingCard
      title="How hard Jira may be asked"
      lead="Jira's own limits are always kept. These go below them."
      foot={
        <SaveFoot
          settings={settings}
          body={() => values}
          onSave={() => {
            if (!wrong) settings.save(values);
          }}
        />
      }
    >
      <SettingBody>
        <div className={css.form}>
          <PaceFields
            value={values}
            onChange={set}
            timeZone={me.data?.tenant.time_zone ?? 'the organisation'}
          />
        </div>
      </SettingBody>
    </SettingCard>
  );
}

/** How the connection signs in, what it may write, how hard it asks, and by which way. */
export function AccessTab({ connection }: { connection: Connection }) {
  return (
    <>
      <SignInCard connection={connection} />
      <WritesCard connection={connection} />
      <PaceCard connection={connection} />
      <NetworkCard connection={connection} />
    </>
  );
}
