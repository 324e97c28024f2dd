import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { CheckRow, JiraSignIn, Schemas } from '../../api/client';
import { useCheckJira } from '../../api/connect';
import { Icon } from '../../ui/icon';
import { ErrorPanel } from '../../ui/state_panel';
import { CheckList } from './check_list';
import { whyNot } from './check_report';
import css from './connect.module.css';
import type { Draft } from './draft';

/** What is asked of the sign-in: each wish has its row. */
function askOf(draft: Draft, signIn: JiraSignIn): Schemas['CheckRequest'] {
  return {
    ...signIn,
    webhooks: draft.webhooks,
    writes_worklogs: draft.writes.worklogs,
    ...(!draft.allProjects && draft.projects.length > 0 && { project_keys: draft.projects }),
    ...(draft.filter.trim() && { filter_jql: draft.filter.trim() }),
  };
}

/** The check of the sign-in as it is now; an answer for another sign-in does not count. */
export function useCheck(draft: Draft, signIn: JiraSignIn) {
  const check = useCheckJira();
  const asked = check.variables;
  const same =
    asked !== undefined &&
    (['base_url', 'method', 'email', 'token', 'ca_pem', 'proxy'] as const).every(
      (key) => asked[key] === signIn[key],
    );
  return {
    report: same ? check.data : undefined,
    error: same ? check.error : null,
    pending: same && check.isPending,
    idle: !same || check.isIdle,
    run: () => check.mutate(askOf(draft, signIn)),
  };
}

export type Check = ReturnType<typeof useCheck>;

const waits = [
  'Reach Jira, encrypted',
  'Sign in',
  'Projects and their histories',
  'Worklogs, boards and people',
  'Webhooks and other rights',
  'Clock and request limit',
];

function Checking() {
  return (
    <div role="status">
      <p className={css.checkingHead}>
        <span className={css.ring} aria-hidden="true" /> Asking Jira…
      </p>
      <ul className={css.checking} aria-hidden="true">
        {waits.map((word) => (
          <li key={word}>
            <span className={css.dot} />
            {word}
          </li>
        ))}
      </ul>
    </div>
  );
}

const kAboutSite = ['reachable', 'tls', 'flavour', 'same_site'];

/** Where a row that stops everything is put right. */
function WayBack({ row, onStep }: { row: CheckRow; onStep: (step: number) => void }) {
  if (row.state !== 'failed') return null;
  const step = row.id === 'signed_in' ? 1 : kAboutSite.includes(row.id) ? 0 : null;
  if (step === null) return null;
  return (
    <Button variant="default" size="compact-xs" onClick={() => onStep(step)}>
      {step === 1 ? 'Change the sign-in' : 'Change the address'}
    </Button>
  );
}

/** Why one cannot go on, beside the button that was pressed. */
export function Refusal({ check }: { check: Check }) {
  const words = check.error ? 'Not yet: Jira could not be checked.' : whyNot(check.report);
  if (!words) return null;
  return (
    <p className={css.refusal} role="alert">
      {words}
    </p>
  );
}

/** Step 3: what the account may do, row by row. */
export function CheckStep({ check, onStep }: { check: Check; onStep: (step: number) => void }) {
  const { idle, run } = check;
  useEffect(() => {
    if (idle) run();
    // Once for each sign-in; `run` is another function on every draw.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [idle]);
  return (
    <div className={css.stack} aria-busy={check.pending}>
      {(check.pending || check.idle) && <Checking />}
      {check.error && <ErrorPanel error={check.error} onRetry={run} />}
      {check.report && (
        <>
          <CheckList
            report={check.report}
            action={(row) => <WayBack row={row} onStep={onStep} />}
          />
          <div>
            <Button variant="default" leftSection={<Icon name="sync" size={14} />} onClick={run}>
              Check again
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
