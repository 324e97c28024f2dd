import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JiraSignIn } from '../../api/client';
import { useCheckJira, useConnectJira } from '../../api/connections';
import { useMe } from '../../api/session';
import { civilDate } from '../../lib/format';
import { focusField } from '../../lib/use_form';
import { Icon } from '../../ui/icon';
import { Card, Page } from '../../ui/page';
import { ErrorNote } from '../../ui/state_panel';
import css from './connect.module.css';
import {
  forgetDraft,
  kSteps,
  loadDraft,
  normaliseUrl,
  saveDraft,
  validateScope,
  validateSignIn,
  validateWhere,
  type Draft,
  type SignInErrors,
} from './draft';
import { CheckStep, ReviewStep, ScopeStep, SignInStep, WhereStep } from './steps';

function Stations({ step }: { step: number }) {
  return (
    <ol className={css.stations} aria-label="Steps">
      {kSteps.map((name, i) => (
        <li
          key={name}
          data-state={i < step ? 'done' : i === step ? 'now' : 'ahead'}
          aria-current={i === step ? 'step' : undefined}
        >
          <span className={css.node}>{i < step ? <Icon name="check" size={11} /> : i + 1}</span>
          <span className={css.station}>{name}</span>
        </li>
      ))}
    </ol>
  );
}

/** The draft with its step, kept in the session storage; the token lives in memory only. */
function useDraft() {
  const [draft, setDraft] = useState(loadDraft);
  const [token, setToken] = useState('');
  useEffect(() => saveDraft(draft), [draft]);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const url = normaliseUrl(draft.url)?.url ?? draft.url;
  const signIn: JiraSignIn = useMemo(
    () => ({ base_url: url, email: draft.email.trim(), token }),
    [url, draft.email, token],
  );
  return { draft, set, token, setToken, signIn };
}

function problemsOf(draft: Draft, token: string): SignInErrors {
  if (draft.step === 0) return validateWhere(draft);
  if (draft.step === 1) return validateSignIn(draft, token, civilDate(Date.now()));
  if (draft.step === 3) return validateScope(draft);
  return {};
}

function Head({ step }: { step: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [step]);
  return (
    <h2 ref={heading} tabIndex={-1} className={css.stepTitle}>
      {kSteps[step]}
    </h2>
  );
}

export default function ConnectPage() {
  const { draft, set, token, setToken, signIn } = useDraft();
  const [tried, setTried] = useState(false);
  const check = useCheckJira();
  const connect = useConnectJira();
  const me = useMe();
  const navigate = useNavigate();
  const body = useRef<HTMLFormElement>(null);
  const errors = tried ? problemsOf(draft, token) : {};
  const last = draft.step === kSteps.length - 1;

  const go = (step: number) => {
    setTried(false);
    if (step === 4 && !draft.name) set({ step, name: check.data?.site?.title ?? hostOf(signIn) });
    else set({ step });
  };
  const back = () => {
    if (draft.step === 3 || draft.step === 2) check.reset();
    go(draft.step - 1);
  };
  const activate = () =>
    connect.mutate(
      {
        name: draft.name.trim() || hostOf(signIn),
        sign_in: signIn,
        token_expires: draft.expires,
        project_keys: draft.allProjects ? [] : draft.projects,
        backfill_days: draft.backfillDays,
        webhooks: draft.webhooks,
      },
      {
        onSuccess: (connection) => {
          forgetDraft();
          void navigate({ to: '/integrations/$id/progress', params: { id: connection.id } });
        },
      },
    );
  const next = () => {
    setTried(true);
    const first = Object.keys(problemsOf(draft, token))[0];
    if (first) return focusField(body.current, first);
    if (draft.step === 2 && !check.data?.can_proceed) return check.mutate(signIn);
    if (last) return activate();
    return go(draft.step + 1);
  };
  const blocked = draft.step === 2 && !check.data?.can_proceed;
  return (
    <Page title="Connect Jira" heading="Connect Jira Cloud" narrow>
      <Stations step={draft.step} />
      <Card>
        <form
          ref={body}
          noValidate
          className={css.step}
          onSubmit={(event) => {
            event.preventDefault();
            next();
          }}
        >
          <Head step={draft.step} />
          {draft.step === 0 && <WhereStep draft={draft} set={set} errors={errors} />}
          {draft.step === 1 && <SignInStep {...{ draft, set, token, setToken, errors }} />}
          {draft.step === 2 && <CheckStep check={check} signIn={signIn} />}
          {draft.step === 3 && <ScopeStep {...{ draft, set, signIn, errors }} />}
          {draft.step === 4 && me.data && <ReviewStep draft={draft} set={set} me={me.data} />}
          {blocked && check.data && (
            <p className={css.error} role="alert">
              Something above must be put right first; then check again. Nothing was saved.
            </p>
          )}
          {last && connect.error && <ErrorNote error={connect.error} />}
          <div className={css.buttons}>
            {draft.step > 0 && (
              <Button variant="default" onClick={back}>
                Back
              </Button>
            )}
            <Button type="submit" loading={connect.isPending || check.isPending}>
              {last ? 'Activate' : blocked && check.data ? 'Check again' : 'Next'}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}

function hostOf(signIn: JiraSignIn): string {
  return signIn.base_url.replace(/^https?:\/\//, '').split(/[.:/]/)[0] ?? 'Jira';
}
