import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { JiraSignIn, Schemas } from '../../api/client';
import { filterQuery, useConnectJira, type JiraSource } from '../../api/connect';
import { useMe } from '../../api/session';
import { civilDate, formatInstant } from '../../lib/format';
import { focusField } from '../../lib/use_form';
import { Icon } from '../../ui/icon';
import { Card, Page } from '../../ui/page';
import { ErrorNote, StatePanel } from '../../ui/state_panel';
import { shortHost } from './address';
import { CheckStep, Refusal, useCheck, type Check } from './check_step';
import { countRows } from './check_report';
import css from './connect.module.css';
import { emptyDraft, forgetDraft, isTouched, kSteps, type Draft } from './draft';
import type { FilterState } from './filter_state';
import { shortFlavour, type Method } from './flavour';
import { ReviewStep } from './review_step';
import { ScopeStep } from './scope_step';
import { SignInFields } from './sign_in_fields';
import { validateSignIn, type SignInErrors, type SignInValue } from './sign_in_rules';
import { isSoft } from './site_card';
import { Stations } from './stations';
import {
  decideMethod,
  decideSite,
  signInOf,
  sourceOf,
  useDetection,
  useDraft,
  type SetDraft,
  type Site,
} from './use_wizard';
import { validateScope, validateWhere } from './validate';
import { WhereStep } from './where_step';

type Errors = Partial<Record<keyof Draft | 'token', string>>;

function Head({ step }: { step: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
    first.current = false;
  }, [step]);
  return (
    <header className={css.stepHead}>
      <h2 ref={heading} tabIndex={-1} className={css.stepTitle}>
        {kSteps[step]}
      </h2>
      <p className="muted">{kLeads[step]}</p>
    </header>
  );
}

const kLeads = [
  'Cloud, Data Center or Server: Throughline finds out what answers.',
  'Best an account of its own: it sees what that account may browse, and stays when people leave.',
  'What this account may read, and what it costs when something is missing.',
  'All of it can be changed later.',
  'Nothing has been saved in Throughline or changed in Jira so far.',
];

function DraftNote({ draft, onNew }: { draft: Draft; onNew: () => void }) {
  const [since] = useState(draft.saved);
  if (since === 0 || !isTouched(draft)) return null;
  return (
    <div className={css.resumed}>
      <span>
        You go on with a draft of {formatInstant(new Date(since))}. The token was not kept.
      </span>
      <button type="button" className={css.textButton} onClick={onNew}>
        Start over
      </button>
    </div>
  );
}

/** Everything that the steps share. */
function useWizard() {
  const { draft, set, token, setToken, replace } = useDraft();
  const detection = useDetection(draft);
  const site = decideSite(draft, detection.found);
  const method = decideMethod(draft.method, site.methods);
  const value: SignInValue = { method, email: draft.email, token, expires: draft.expires };
  const signIn = signInOf(draft, site, value);
  const check = useCheck(draft, signIn);
  const restart = () => {
    forgetDraft();
    setToken('');
    replace(emptyDraft(Date.now()));
  };
  return { draft, set, setToken, detection, site, value, signIn, check, restart };
}

type Wizard = ReturnType<typeof useWizard>;

function requestOf(draft: Draft, signIn: JiraSignIn, method: Method): Schemas['ConnectRequest'] {
  const filter = draft.filter.trim();
  return {
    sign_in: signIn,
    name: draft.name.trim() || shortHost(signIn.base_url),
    ...(method !== 'password' && { token_expires: draft.expires }),
    project_keys: draft.allProjects ? [] : draft.projects,
    backfill_days: draft.backfillDays,
    webhooks: draft.webhooks,
    ...(filter && { filter_jql: filter }),
    writes: draft.writes,
    requests_per_minute: draft.requestsPerMinute,
    quiet_hours: draft.quietHours,
  };
}

/** Each step's own test before one goes on: '' may go on, else the field to go to. */
function useGate(wizard: Wizard) {
  const queries = useQueryClient();
  const { draft, detection, value, check, signIn } = wizard;
  const [errors, setErrors] = useState<Errors>({});
  const show = (found: Errors): string => {
    setErrors(found);
    return Object.keys(found)[0] ?? '';
  };
  const where = async (): Promise<string> => {
    const first = show(validateWhere(draft));
    if (first) return first;
    try {
      await detection.settle();
      return '';
    } catch (error) {
      return isSoft(error) ? '' : 'site';
    }
  };
  const scope = async (): Promise<string> => {
    const keys = draft.allProjects ? [] : draft.projects;
    const jql = draft.filter.trim();
    let kind: FilterState['kind'] = 'none';
    if (jql) {
      try {
        const report = await queries.query(filterQuery(sourceOf(signIn), jql, keys));
        kind = report.valid ? 'valid' : 'wrong';
      } catch {
        kind = 'unchecked';
      }
    }
    return show(validateScope(draft, kind));
  };
  const pass = async (): Promise<string> => {
    if (draft.step === 0) return where();
    if (draft.step === 1) return show(validateSignIn(value, civilDate(Date.now())));
    if (draft.step === 2) return check.report?.can_proceed ? '' : 'check';
    if (draft.step === 3) return scope();
    return '';
  };
  return { errors, pass, clear: () => setErrors({}) };
}

function saidOf({ draft, site, value, check }: Wizard): string[] {
  const projects = draft.allProjects ? 'every project' : `${draft.projects.length} projects`;
  return [
    draft.url ? `${site.url.replace(/^https?:\/\//, '')} · ${shortFlavour(site.flavour)}` : '',
    value.method === 'personal_token' ? 'Personal access token' : draft.email,
    check.report ? countRows(check.report.rows) : '',
    draft.reached > 3
      ? [projects, draft.filter.trim() && 'filter'].filter(Boolean).join(' · ')
      : '',
    '',
  ];
}

interface BodyProps {
  wizard: Wizard;
  errors: Errors;
  source: JiraSource;
  onStep: (step: number) => void;
}

function SignInStep(props: {
  site: Site;
  value: SignInValue;
  set: SetDraft;
  setToken: (token: string) => void;
  errors: SignInErrors;
}) {
  const { site, value, set, setToken, errors } = props;
  return (
    <SignInFields
      flavour={site.flavour}
      version={site.version}
      baseUrl={site.url}
      methods={site.methods}
      value={value}
      errors={errors}
      onChange={({ token, ...rest }) => {
        if (token !== undefined) setToken(token);
        if (Object.keys(rest).length > 0) set(rest);
      }}
    />
  );
}

function StepBody({ wizard, errors, source, onStep }: BodyProps) {
  const me = useMe();
  const { draft, set, setToken, detection, site, value, check } = wizard;
  const report = check.report;
  switch (draft.step) {
    case 0:
      return <WhereStep {...{ draft, set, errors, detection }} />;
    case 1:
      return <SignInStep {...{ site, value, set, setToken, errors }} />;
    case 2:
      return <CheckStep check={check} onStep={onStep} />;
    case 3:
      return <ScopeStep {...{ draft, set, source, errors, report }} me={me.data} />;
    default:
      return me.data ? (
        <ReviewStep {...{ draft, set, site, report, onStep }} method={value.method} me={me.data} />
      ) : null;
  }
}

/** Moving between the steps; the focus goes to the first problem when one cannot. */
function useSteps(wizard: Wizard, body: RefObject<HTMLFormElement | null>) {
  const { draft, set, site, value, signIn, check } = wizard;
  const gate = useGate(wizard);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const connect = useConnectJira();
  const navigate = useNavigate();
  const go = (wanted: number) => {
    // Without the secret nothing after the sign-in can go on.
    const step = wanted > 1 && !value.token ? 1 : wanted;
    setTried(false);
    gate.clear();
    connect.reset();
    const name = draft.name || (check.report?.site?.title ?? (site.title || shortHost(site.url)));
    set({ step, reached: Math.max(draft.reached, step), ...(step === 4 && { name }) });
  };
  const activate = () =>
    connect.mutate(requestOf(draft, signIn, value.method), {
      onSuccess: (connection) => {
        forgetDraft();
        void navigate({ to: '/integrations/$id/progress', params: { id: connection.id } });
      },
    });
  const next = async () => {
    if (busy) return;
    setTried(true);
    setBusy(true);
    const problem = await gate.pass();
    setBusy(false);
    // After the problem has been drawn.
    if (problem) return void requestAnimationFrame(() => focusField(body.current, problem));
    if (draft.step === kSteps.length - 1) return activate();
    go(draft.step + 1);
  };
  return {
    go,
    next,
    tried,
    busy: busy || connect.isPending,
    errors: gate.errors,
    failure: connect.error,
  };
}

function Foot(props: {
  step: number;
  busy: boolean;
  tried: boolean;
  check: Check;
  onBack: () => void;
}) {
  const last = props.step === kSteps.length - 1;
  const waiting = props.step === 2 && props.check.pending;
  return (
    <div className={css.foot}>
      {props.step === 2 && props.tried && !props.check.pending && <Refusal check={props.check} />}
      <p className={css.kept}>
        <Icon name="check" size={13} /> Draft kept in this browser, without the token
      </p>
      <div className={css.buttons}>
        {props.step > 0 && (
          <Button variant="default" onClick={props.onBack}>
            Back
          </Button>
        )}
        <Button type="submit" loading={props.busy || waiting}>
          {last ? 'Activate' : 'Next'}
        </Button>
      </div>
    </div>
  );
}

function NoRights() {
  return (
    <Card>
      <StatePanel icon="key" title="Only an admin can connect Jira">
        <p>You can look at everything. Ask an admin of your organisation to connect it.</p>
      </StatePanel>
    </Card>
  );
}

function WizardForm() {
  const wizard = useWizard();
  const body = useRef<HTMLFormElement>(null);
  const { go, next, tried, busy, errors, failure } = useSteps(wizard, body);
  const { draft, check, restart, signIn } = wizard;
  return (
    <div className={css.wizard}>
      <Stations step={draft.step} reached={draft.reached} said={saidOf(wizard)} onStep={go} />
      <div className={css.main}>
        <DraftNote draft={draft} onNew={restart} />
        <form
          ref={body}
          noValidate
          className={css.card}
          onSubmit={(event) => {
            event.preventDefault();
            void next();
          }}
        >
          <div className={css.step}>
            <Head step={draft.step} />
            <StepBody {...{ wizard, errors }} source={sourceOf(signIn)} onStep={go} />
            {failure && <ErrorNote error={failure} />}
          </div>
          <Foot
            step={draft.step}
            busy={busy}
            tried={tried}
            check={check}
            onBack={() => go(draft.step - 1)}
          />
        </form>
      </div>
    </div>
  );
}

export default function ConnectPage() {
  const me = useMe();
  const allowed = me.data?.user.role !== 'viewer' && me.data?.user.role !== 'lead';
  return (
    <Page
      narrow
      title="Connect Jira"
      heading="Connect Jira"
      above={
        <Link to="/integrations">
          <Icon name="back" size={12} /> Integrations
        </Link>
      }
    >
      {allowed ? <WizardForm /> : <NoRights />}
    </Page>
  );
}
