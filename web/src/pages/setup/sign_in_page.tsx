import { Button, TextInput } from '@mantine/core';
import { useRouter, useSearch } from '@tanstack/react-router';
import { fieldMessage } from '../../api/problem';
import { useSignIn } from '../../api/session';
import { useForm } from '../../lib/use_form';
import { ErrorNote } from '../../ui/state_panel';
import { AuthLayout } from './auth_layout';
import css from './setup.module.css';
import { looksLikeEmail, type FormErrors } from './setup_form';
import { PasswordInput } from '../../ui/library/password_input';

interface SignInForm {
  email: string;
  password: string;
}

function validate(form: SignInForm): FormErrors<SignInForm> {
  const errors: FormErrors<SignInForm> = {};
  if (!looksLikeEmail(form.email)) errors.email = 'Enter your e-mail address.';
  if (!form.password) errors.password = 'Enter your password.';
  return errors;
}

/** Only a path of this site; anything else leads Home. */
function safeTarget(to: string | undefined): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.includes('\\') ? to : '/';
}

export default function SignInPage() {
  const { form, set, errors, submit, ref } = useForm({ email: '', password: '' }, validate);
  const signIn = useSignIn();
  const router = useRouter();
  const search = useSearch({ from: '/sign-in' });
  const send = (ready: SignInForm) =>
    signIn.mutate(ready, { onSuccess: () => router.history.replace(safeTarget(search.to)) });
  return (
    <AuthLayout title="Sign in" lead="Engineering data from Jira, counted in the open.">
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
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={form.email}
          onChange={(event) => set('email', event.target.value)}
          error={errors.email ?? fieldMessage(signIn.error, 'email')}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          value={form.password}
          onChange={(event) => set('password', event.target.value)}
          error={errors.password ?? fieldMessage(signIn.error, 'password')}
        />
        {signIn.error && <ErrorNote error={signIn.error} />}
        <Button type="submit" size="md" loading={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </AuthLayout>
  );
}
