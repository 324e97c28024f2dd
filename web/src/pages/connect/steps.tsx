import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import type { JiraSignIn, Me } from '../../api/client';
import type { useCheckJira } from '../../api/connections';
import { formatDate, plural } from '../../lib/format';
import { Note } from '../../ui/note';
import { ErrorPanel } from '../../ui/state_panel';
import { isLocalUrl, type FormErrors } from '../setup/setup_form';
import { CheckList } from './check_list';
import css from './connect.module.css';
import {
  backfillWords,
  isCloudHost,
  kAllDays,
  kBackfill,
  normaliseUrl,
  type Draft,
  type SignInErrors,
} from './draft';
import { ProjectPicker } from './project_picker';
import { TokenField } from './token_field';

type Set = (change: Partial<Draft>) => void;

export function WhereStep(props: { draft: Draft; set: Set; errors: FormErrors<Draft> }) {
  const { draft, set, errors } = props;
  const found = normaliseUrl(draft.url);
  return (
    <>
      <TextInput
        name="url"
        size="md"
        label="Address of your Jira"
        description="Paste any page of it; the rest is cut away."
        placeholder="https://your-site.atlassian.net"
        inputMode="url"
        autoComplete="url"
        spellCheck={false}
        value={draft.url}
        onChange={(event) => set({ url: event.target.value })}
        error={errors.url}
      />
      {found && (
        <p className={css.will} role="status">
          Will connect to <b>{found.url}</b>
          {found.changes.length > 0 && <span className="muted"> ({found.changes.join(', ')})</span>}
        </p>
      )}
      {found && !isCloudHost(found.url) && (
        <Note tone="info">
          This is not the usual address of a Jira Cloud site. Throughline connects to Jira Cloud;
          the check in step 3 says what answers there.
        </Note>
      )}
    </>
  );
}

interface SignInProps {
  draft: Draft;
  set: Set;
  token: string;
  setToken: (token: string) => void;
  errors: SignInErrors;
}

export function SignInStep({ draft, set, token, setToken, errors }: SignInProps) {
  return (
    <>
      <p className="muted">
        Use an account of its own for Throughline if you can: it sees what that account may browse,
        and stays when people leave.
      </p>
      <TextInput
        name="email"
        type="email"
        label="E-mail of the account"
        autoComplete="username"
        value={draft.email}
        onChange={(event) => set({ email: event.target.value })}
        error={errors.email}
      />
      <TokenField value={token} onChange={setToken} error={errors.token} />
      <TextInput
        name="expires"
        type="date"
        label="The token expires on"
        description="Atlassian tokens last at most 365 days. You are warned 30, 14, 7 and 1 days before."
        value={draft.expires}
        onChange={(event) => set({ expires: event.target.value })}
        error={errors.expires}
      />
    </>
  );
}

interface CheckProps {
  check: ReturnType<typeof useCheckJira>;
  signIn: JiraSignIn;
}

export function CheckStep({ check, signIn }: CheckProps) {
  const { isIdle, mutate } = check;
  useEffect(() => {
    if (isIdle) mutate(signIn);
  }, [isIdle, mutate, signIn]);
  return (
    <div aria-live="polite" aria-busy={check.isPending}>
      {(check.isPending || isIdle) && (
        <ul className={css.checking}>
          {['Reaching Jira', 'Signing in', 'Asking for permissions'].map((word) => (
            <li key={word}>{word}…</li>
          ))}
        </ul>
      )}
      {check.error && <ErrorPanel error={check.error} onRetry={() => check.mutate(signIn)} />}
      {check.data && <CheckList report={check.data} />}
    </div>
  );
}

interface ScopeProps {
  draft: Draft;
  set: Set;
  signIn: JiraSignIn;
  errors: FormErrors<Draft>;
}

export function ScopeStep({ draft, set, signIn, errors }: ScopeProps) {
  const source = {
    identity: `${signIn.base_url} ${signIn.email}`,
    request: { sign_in: signIn },
  };
  return (
    <>
      <Checkbox
        name="allProjects"
        checked={draft.allProjects}
        onChange={(event) => set({ allProjects: event.currentTarget.checked })}
        label="All projects, future ones too"
        description="Everything the account can see now, and what it is given later."
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
      <div>
        <p className={css.label} id="backfill">
          How far back
        </p>
        <SegmentedControl
          aria-labelledby="backfill"
          className={css.segments}
          value={String(draft.backfillDays)}
          onChange={(value) => set({ backfillDays: Number(value) })}
          data={kBackfill.map((days) => ({
            value: String(days),
            label: days === kAllDays ? 'All' : `${days} days`,
          }))}
        />
        <p className={css.hint}>
          Every issue changed in this time with its full history, and every open issue of any age.
          Newest first, so the first dashboards are there within minutes.
        </p>
      </div>
    </>
  );
}

export function ReviewStep({ draft, set, me }: { draft: Draft; set: Set; me: Me }) {
  const url = normaliseUrl(draft.url)?.url ?? draft.url;
  const local = me.server.public_url_reachable_hint !== null || isLocalUrl(me.server.public_url);
  const scope = draft.allProjects
    ? 'all projects, future ones too'
    : `${plural(draft.projects.length, 'project')} (${draft.projects.join(', ')})`;
  return (
    <>
      <TextInput
        name="name"
        label="Name of this connection"
        value={draft.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <dl className={css.review}>
        <dt>Connect</dt>
        <dd>
          {url} as {draft.email}
        </dd>
        <dt>Read</dt>
        <dd>
          Issues with their history, worklogs and sprints of {scope};{' '}
          {draft.backfillDays >= kAllDays
            ? 'everything there is'
            : `what changed in the last ${backfillWords(draft.backfillDays)}, and every open issue`}
          .
        </dd>
        <dt>Write</dt>
        <dd>Nothing. Comment texts and attachments are not stored.</dd>
        <dt>Token</dt>
        <dd>Expires on {formatDate(draft.expires)}; you are warned before.</dd>
        <dt>Webhooks</dt>
        <dd>
          <Checkbox
            checked={draft.webhooks}
            onChange={(event) => set({ webhooks: event.currentTarget.checked })}
            label={`Register one set that delivers to ${me.server.public_url}`}
          />
        </dd>
      </dl>
      {local && draft.webhooks && (
        <Note>
          {me.server.public_url_reachable_hint ??
            `Jira Cloud cannot reach ${me.server.public_url}, so its webhooks will not arrive.`}{' '}
          Polling works all the same; changes then show within minutes.
        </Note>
      )}
    </>
  );
}
