import { Button, TextInput } from '@mantine/core';
import type { Connection } from '../../api/client';
import { useReplaceToken } from '../../api/connections';
import { fieldMessage } from '../../api/problem';
import { civilDate } from '../../lib/format';
import { useForm } from '../../lib/use_form';
import { useNow } from '../../lib/use_now';
import { Card } from '../../ui/page';
import { ErrorNote } from '../../ui/state_panel';
import { emptyDraft, validateSignIn } from '../connect/draft';
import { TokenField } from '../connect/token_field';
import css from './integrations.module.css';
import { expiryWords } from './overview_tab';

/** Replace the token: the old one serves until the new one has passed the check. */
export function AccessTab({ connection }: { connection: Connection }) {
  const now = useNow(60);
  const replace = useReplaceToken(connection.id);
  const initial = {
    email: connection.account.email,
    token: '',
    expires: civilDate(now, 365),
  };
  const { form, set, setForm, errors, submit, ref } = useForm(initial, (values) => {
    const draft = { ...emptyDraft(Date.now()), email: values.email, expires: values.expires };
    return validateSignIn(draft, values.token, civilDate(Date.now()));
  });
  const send = () =>
    replace.mutate(
      { email: form.email.trim(), token: form.token, token_expires: form.expires },
      { onSuccess: () => setForm({ ...form, token: '' }) },
    );
  return (
    <Card>
      <h2>Replace the token</h2>
      <p className="muted">
        The present one: {expiryWords(connection.token_expires, now)}. It serves until the new one
        has passed the check for the same site.
      </p>
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
          name="email"
          label="E-mail of the account"
          type="email"
          value={form.email}
          onChange={(event) => set('email', event.target.value)}
          error={errors.email ?? fieldMessage(replace.error, 'email')}
        />
        <TokenField
          label="New API token"
          value={form.token}
          onChange={(token) => set('token', token)}
          error={errors.token ?? fieldMessage(replace.error, 'token')}
        />
        <TextInput
          name="expires"
          type="date"
          label="It expires on"
          value={form.expires}
          onChange={(event) => set('expires', event.target.value)}
          error={errors.expires ?? fieldMessage(replace.error, 'token_expires')}
        />
        {replace.error && <ErrorNote error={replace.error} />}
        <div className={css.dialogActions}>
          <span className="muted" role="status">
            {replace.isSuccess && 'The new token is in use.'}
          </span>
          <Button type="submit" loading={replace.isPending}>
            Check and replace
          </Button>
        </div>
      </form>
    </Card>
  );
}
