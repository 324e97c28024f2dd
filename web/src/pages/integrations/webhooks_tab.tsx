import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRenewWebhooks, useWebhooks, type HookReport } from '../../api/care';
import type { Connection, Me } from '../../api/client';
import { useMe } from '../../api/session';
import { exact, plural } from '../../lib/format';
import { Icon } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { Note } from '../../ui/note';
import { Card } from '../../ui/page';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote, ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { DeliveryLog } from '../deliveries/delivery_log';
import { Hook } from './hook_card';
import css from './integrations.module.css';
import over from './overview.module.css';
import { RotateDialog } from './rotate_dialog';
import { ReachCard, WebhookCheckCard } from './webhook_check';
import own from './webhooks.module.css';

type Role = Me['user']['role'];
type Renew = ReturnType<typeof useRenewWebhooks>;

const kResults: Record<string, string> = {
  Accepted: 'accepted',
  Ignored: 'ignored',
  Refused: 'rejected',
};

/** Each count leads to its deliveries in the log below. */
function Day({ report, id, links }: { report: HookReport; id: string; links: boolean }) {
  const counts: [string, number, string][] = [
    ['Accepted', report.accepted_24h, 'stored and applied'],
    ['Ignored', report.ignored_24h, 'known already, or outside of the choice'],
    ['Refused', report.refused_24h, 'wrong signature or unknown address; nothing stored'],
  ];
  return (
    <dl className={over.counts} data-three>
      {counts.map(([name, n, words]) => (
        <div key={name} data-bad={(name === 'Refused' && n > 0) || undefined}>
          <dt>{name} in 24 h</dt>
          <dd className={over.bigCount}>
            {links && n > 0 ? (
              <Link
                to="/integrations/$id"
                params={{ id }}
                search={{ tab: 'webhooks', result: kResults[name] ?? '', within: '24h' }}
                resetScroll={false}
              >
                {exact(n)}
              </Link>
            ) : (
              exact(n)
            )}
          </dd>
          <dd className={over.countWords}>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function NoUrl({ connection }: { connection: Connection }) {
  return (
    <Card>
      <StatePanel icon="link" title="This server has no public address">
        <p>
          Jira needs an address to deliver to. Set one with <code>--public-url</code> when starting
          Throughline; webhooks are then registered by themselves.
        </p>
        <p>
          Until then changes come by polling, at least every 5 minutes
          {connection.webhook.state === 'off' ? ', and nothing is missed' : ''}.
        </p>
      </StatePanel>
    </Card>
  );
}

function NoHook({ connection, renew }: { connection: Connection; renew: () => void }) {
  const wanted = connection.webhooks_wanted;
  return (
    <StatePanel
      icon="link"
      title={wanted ? 'No webhook is registered yet' : 'Webhooks are switched off'}
      action={
        wanted ? (
          <Button onClick={renew}>Register now</Button>
        ) : (
          <LinkButton
            to="/integrations/$id"
            params={{ id: connection.id }}
            search={{ tab: 'access' }}
          >
            Switch them on
          </LinkButton>
        )
      }
    >
      <p>Changes come by polling, at least every 5 minutes. With a webhook they come in seconds.</p>
    </StatePanel>
  );
}

interface ReportProps {
  connection: Connection;
  report: HookReport;
  role: Role;
}

function HookActions({ connection, renew }: { connection: Connection; renew: Renew }) {
  const [rotating, setRotating] = useState(false);
  return (
    <>
      <Button
        variant="default"
        loading={renew.isPending}
        leftSection={<Icon name="sync" />}
        onClick={() => renew.mutate()}
      >
        Renew
      </Button>
      <Button variant="default" leftSection={<Icon name="key" />} onClick={() => setRotating(true)}>
        Rotate…
      </Button>
      <RotateDialog connection={connection} opened={rotating} onClose={() => setRotating(false)} />
    </>
  );
}

function Foreign({ n }: { n: number }) {
  if (n === 0) return null;
  return (
    <div className={css.cardNote}>
      <Note>
        {plural(n, 'webhook')} in Jira {n === 1 ? 'points' : 'point'} to this server and{' '}
        {n === 1 ? 'was' : 'were'} not made by this connection. Throughline leaves{' '}
        {n === 1 ? 'it' : 'them'} alone.
      </Note>
    </div>
  );
}

function Hooks({ connection, report, role }: ReportProps) {
  const renew = useRenewWebhooks(connection.id);
  const { hooks } = report;
  const may = role !== 'viewer';
  return (
    <SettingCard
      title="Webhooks"
      lead="One set for the whole site. It needs no renewal by hand; if Jira loses it, the next poll notices."
      side={may && hooks.length > 0 && <HookActions connection={connection} renew={renew} />}
    >
      <p className={own.renewed} role="status">
        {renew.isSuccess && 'Asked Jira to register what was missing.'}
      </p>
      {renew.error && (
        <SettingBody>
          <ErrorNote error={renew.error} />
        </SettingBody>
      )}
      {hooks.length === 0 && <NoHook connection={connection} renew={() => renew.mutate()} />}
      <ul className={own.hooks}>
        {hooks.map((hook) => (
          <Hook key={hook.masked_url} hook={hook} />
        ))}
      </ul>
      {hooks.length > 0 && <Day report={report} id={connection.id} links={may} />}
      <Foreign n={report.foreign} />
    </SettingCard>
  );
}

function Report(props: ReportProps) {
  const { connection, report, role } = props;
  return (
    <>
      <Hooks {...props} />
      {role === 'admin' ? (
        <WebhookCheckCard connection={connection} curl={report.curl} />
      ) : (
        report.curl && <ReachCard curl={report.curl} />
      )}
      <DeliveryLog connection={connection} curl={report.curl} />
    </>
  );
}

/** Our webhooks, what Jira says of them, the check of the way, and everything that came. */
export default function WebhooksTab({ connection }: { connection: Connection }) {
  const hooks = useWebhooks(connection.id);
  const role = useMe().data?.user.role;
  if (hooks.isPending || !role) {
    return (
      <Card>
        <Loading what="the webhooks" height={280} />
      </Card>
    );
  }
  if (!hooks.data) {
    return (
      <Card>
        <ErrorPanel error={hooks.error} onRetry={() => void hooks.refetch()} />
      </Card>
    );
  }
  if (!hooks.data.public_url && hooks.data.hooks.length === 0) {
    return <NoUrl connection={connection} />;
  }
  return <Report connection={connection} report={hooks.data} role={role} />;
}
