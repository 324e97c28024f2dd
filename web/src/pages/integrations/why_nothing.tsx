import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '../../api/client';
import { useDiagnosis, type Finding } from '../../api/connect';
import { useConnectionAction } from '../../api/connections';
import { formatAgo, formatInstant } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { CopyButton } from '../../ui/copy_button';
import { Icon, type IconName } from '../../ui/icon';
import { LinkButton } from '../../ui/link_button';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote, ErrorPanel, Loading } from '../../ui/state_panel';
import { findingWords, kSeverityWords, remedyOf, worstFirst } from './findings';
import css from './why_nothing.module.css';

const severityIcon: Record<Finding['severity'], IconName> = {
  blocking: 'cross',
  warning: 'alert',
  info: 'question',
};

function RemedyButton({ code, connection }: { code: string; connection: Connection }) {
  const action = useConnectionAction(connection.id);
  const remedy = remedyOf(code);
  if (!remedy) return null;
  const look = { size: 'compact-sm', variant: 'default' } as const;
  const params = { id: connection.id };
  if (remedy.kind === 'tab') {
    return (
      <LinkButton {...look} to="/integrations/$id" params={params} search={{ tab: remedy.tab }}>
        {remedy.label}
      </LinkButton>
    );
  }
  if (remedy.kind === 'progress') {
    return (
      <LinkButton {...look} to="/integrations/$id/progress" params={params}>
        {remedy.label}
      </LinkButton>
    );
  }
  return (
    <>
      <Button {...look} loading={action.isPending} onClick={() => action.mutate(remedy.kind)}>
        {action.isSuccess ? 'Asked' : remedy.label}
      </Button>
      {action.error && <ErrorNote error={action.error} />}
    </>
  );
}

function Row({ finding, connection }: { finding: Finding; connection: Connection }) {
  return (
    <li className={css.row} data-severity={finding.severity}>
      <span className={css.icon}>
        <Icon name={severityIcon[finding.severity]} size={13} />
      </span>
      <div className={css.words}>
        <p className={css.head}>
          <b>{finding.title}</b>
          <span className={css.severity}>{kSeverityWords[finding.severity]}</span>
        </p>
        {finding.detail && <p className="muted">{finding.detail}</p>}
        {finding.remedy && <p>{finding.remedy}</p>}
      </div>
      <div className={css.action}>
        <RemedyButton code={finding.code} connection={connection} />
      </div>
    </li>
  );
}

function Fine({ asked }: { asked: boolean }) {
  return (
    <SettingBody>
      <p className={css.fine}>
        <span className={css.icon} data-fine>
          <Icon name="check" size={13} />
        </span>
        {asked
          ? 'Sign-in, permissions, projects, filter and webhooks are all right.'
          : 'Nothing known here speaks against it. Jira itself can be asked too.'}
      </p>
    </SettingBody>
  );
}

/** Why a connection brings nothing, or less than expected: reasons, worst first, each with the
 *  way to its remedy. Jira is asked only when a person wants it. */
export function WhyNothing({ connection }: { connection: Connection }) {
  const [ask, setAsk] = useState(false);
  const now = useNow(10);
  const diagnosis = useDiagnosis(connection.id, ask);
  const data = diagnosis.data;
  const again = () => (ask ? void diagnosis.refetch() : setAsk(true));
  return (
    <SettingCard
      title="Is anything missing?"
      lead={
        data && (
          <>
            {findingWords(data.findings, data.asked_vendor)}{' '}
            <time dateTime={data.at} title={formatInstant(data.at)}>
              Looked at {formatAgo(data.at, now)}
            </time>
            {data.asked_vendor ? ', together with Jira.' : '.'}
          </>
        )
      }
      side={
        <>
          {data && data.findings.length > 0 && (
            <CopyButton text={data.text} label="Copy as text" size="compact-md" />
          )}
          <Button
            variant="default"
            size="compact-md"
            loading={diagnosis.isFetching && !diagnosis.isPending}
            leftSection={<Icon name="sync" size={14} />}
            onClick={again}
          >
            {ask ? 'Ask Jira again' : 'Ask Jira too'}
          </Button>
        </>
      }
    >
      {diagnosis.isPending && <Loading what="what is known of it" height={64} />}
      {diagnosis.error && <ErrorPanel error={diagnosis.error} onRetry={again} />}
      {data?.findings.length === 0 && <Fine asked={data.asked_vendor} />}
      {data && data.findings.length > 0 && (
        <ul className={css.rows} aria-live="polite">
          {worstFirst(data.findings).map((finding, i) => (
            <Row key={`${finding.code} ${i}`} finding={finding} connection={connection} />
          ))}
        </ul>
      )}
    </SettingCard>
  );
}
