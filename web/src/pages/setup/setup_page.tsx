import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Schemas } from '../../api/client';
import { fieldMessage } from '../../api/problem';
import { useSetupState, useSetUp } from '../../api/session';
import { formatInstant } from '../../lib/format';
import { useForm } from '../../lib/use_form';
import { Note } from '../../ui/note';
import { ErrorNote, ErrorPanel, Loading, StatePanel } from '../../ui/state_panel';
import { AuthLayout } from './auth_layout';
import css from './setup.module.css';
import {
  isLocalUrl,
  kLocalWarning,
  kMinPassword,
  tokenOfHash,
  validateSetup,
  type SetupForm,
} from './setup_form';
import { LinkButton } from '../../ui/link_button';
import { PasswordInput } from '../../ui/library/password_input';
import { Select } from '../../ui/library/select';

const weekStarts = [
  { value: 'monday', label: 'Monday' },
  { value: 'sunday', label: 'Sunday' },
  { value: 'saturday', label: 'Saturday' },
];

/** Takes the token out of the address before anything else can see it. */
function useTokenOfAddress(): string {
  const [token] = useState(() => tokenOfHash(window.location.hash));
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(null, '', window.location.pathname);
  }, []);
  return token;
}

function timeZones(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return [...new Set([current, 'UTC', ...known])];
}

function SetupFields({ token, publicUrl }: { token: string; publicUrl: string }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  const initial: SetupForm = {
    token,
    organisation: '',
    name: '',
    email: '',
    password: '',
    public_url: publicUrl || window.location.origin,
    time_zone: zone,
    week_start: 'monday',
  };
  const { form, set, errors, submit, ref } = useForm(initial, validateSetup);
  const setUp = useSetUp();
  const navigate = useNavigate();
  const [zones] = useState(() => timeZones(zone));
  const send = (ready: SetupForm) =>
    setUp.mutate(ready, { onSuccess: () => void navigate({ to: '/', replace: true }) });
  const text = (name: keyof SetupForm) => ({
    name,
    value: form[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set(name, event.target.value),
    error: errors[name] ?? fieldMessage(setUp.error, name),
  });
  return (
    <form
      ref={ref}
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(send);
      }}
    >
      <TextInput
        label="Setup token"
        description="Printed once to the server log and to a file only its user can read."
        autoComplete="off"
        spellCheck={false}
        {...text('token')}
      />
      <TextInput label="Organisation" autoComplete="organization" {...text('organisation')} />
      <div className={css.pair}>
        <TextInput label="Your name" autoComplete="name" {...text('name')} />
        <TextInput label="E-mail" type="email" autoComplete="username" {...text('email')} />
      </div>
      <PasswordInput
        label="Password"
        description={`At least ${kMinPassword} characters, of any kind.`}
        autoComplete="new-password"
        {...text('password')}
      />
      <TextInput
        label="Public address of this server"
        description="Where Jira and browsers reach it."
        inputMode="url"
        {...text('public_url')}
      />
      {isLocalUrl(form.public_url) && <Note>{kLocalWarning}</Note>}
      <div className={css.pair}>
        <Select
          label="Time zone"
          data={zones}
          value={form.time_zone}
          onChange={(value) => value && set('time_zone', value)}
          searchable
          limit={60}
          name="time_zone"
          error={fieldMessage(setUp.error, 'time_zone')}
        />
        <Select
          label="Week starts on"
          data={weekStarts}
          value={form.week_start}
          onChange={(value) => value && set('week_start', value as SetupForm['week_start'])}
        />
      </div>
      {setUp.error && <ErrorNote error={setUp.error} />}
      <Button type="submit" size="md" loading={setUp.isPending}>
        Create organisation
      </Button>
    </form>
  );
}

function Used({ state }: { state: Schemas['SetupState'] }) {
  return (
    <StatePanel
      icon="check"
      compact
      title={
        state.used_at
          ? `This token was already used on ${formatInstant(state.used_at)}.`
          : 'This server is already set up.'
      }
      action={<LinkButton to="/sign-in">Sign in</LinkButton>}
    >
      <p>
        Was it not you? Run <code>throughline setup-token --new</code> on the server to print a new
        token.
      </p>
    </StatePanel>
  );
}

export default function SetupPage() {
  const token = useTokenOfAddress();
  const state = useSetupState();
  const lead = state.data?.needed
    ? 'One organisation, one admin. Everything here can be changed later.'
    : '';
  return (
    <AuthLayout title="Set up Throughline" lead={lead}>
      {state.isPending && <Loading what="the setup" height={420} />}
      {state.error && <ErrorPanel error={state.error} onRetry={() => void state.refetch()} />}
      {state.data?.needed && <SetupFields token={token} publicUrl={state.data.public_url} />}
      {state.data && !state.data.needed && <Used state={state.data} />}
    </AuthLayout>
  );
}
