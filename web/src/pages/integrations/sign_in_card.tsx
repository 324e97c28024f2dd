import { Button } from '@mantine/core';
import { useReplaceSignIn } from '../../api/care';
import type { Connection } from '../../api/client';
import { civilDate, plural } from '../../lib/format';
import { useForm } from '../../lib/use_form';
import { useNow } from '../../lib/use_now';
import { Icon } from '../../ui/icon';
import { SettingBody, SettingCard } from '../../ui/setting';
import { ErrorNote } from '../../ui/state_panel';
import { CheckList } from '../connect/check_list';
import { isFlavour, methodsOf, methodToSend, methodWords } from '../connect/flavour';
import { SignInFields } from '../connect/sign_in_fields';
import { needsEmail, validateSignIn, type SignInValue } from '../connect/sign_in_rules';
import css from './integrations.module.css';
import { expiryLevel, expiryWords, secretWord } from './token_words';

function initialOf(connection: Connection, now: number): SignInValue {
  return {
    method: connection.method,
    email: connection.account.email,
    token: '',
    expires: civilDate(now, 365),
  };
}

/** What is sent; the method only where the server cannot find it out by itself. */
function bodyOf(value: SignInValue) {
  const method = methodToSend(value.method);
  return {
    token: value.method === 'password' ? value.token : value.token.trim(),
    ...(method && { method }),
    ...(needsEmail(value.method) && { email: value.email.trim() }),
    ...(value.method !== 'password' && { token_expires: value.expires }),
  };
}

function Present({ connection }: { connection: Connection }) {
  const now = useNow(60);
  const rejected = connection.state === 'needs_sign_in';
  const level = expiryLevel(connection.token_expires, now);
  return (
    <div className={css.present} data-level={rejected ? 'error' : level}>
      <Icon name="key" />
      <p>
        <b>{methodWords(connection.method)}</b>
        {connection.account.email && <> of {connection.account.email}</>}
        <span className="muted">
          {rejected
            ? ' · rejected by Jira; work waits, nothing is lost'
            : connection.method === 'password'
              ? ' · in use'
              : ` · expires: ${expiryWords(connection.token_expires, now)}`}
        </span>
      </p>
    </div>
  );
}

/** Another token, or another way to sign in: the same check as when connecting. */
export function SignInCard({ connection }: { connection: Connection }) {
  const now = useNow(60);
  const replace = useReplaceSignIn(connection.id);
  const flavour = isFlavour(connection.flavour) ? connection.flavour : 'cloud';
  const { form, setForm, errors, submit, ref } = useForm(initialOf(connection, now), (value) =>
    validateSignIn(value, civilDate(Date.now())),
  );
  const outcome = replace.data;
  const send = () =>
    replace.mutate(bodyOf(form), {
      onSuccess: (answer) => answer.accepted && setForm({ ...form, token: '' }),
    });
  const word = secretWord(form.method);
  const failed = outcome?.check.rows.filter((row) => row.state === 'failed').length ?? 0;
  return (
    <SettingCard
      title={`Sign-in: replace ${word} or switch the method`}
      lead={`The present one serves until the new one has passed the same check and belongs to the same site. The new ${word} is sealed on the server and never shown again.`}
    >
      <SettingBody>
        <Present connection={connection} />
        <form
          ref={ref}
          className={css.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit(send);
          }}
        >
          <SignInFields
            flavour={flavour}
            version={connection.version}
            baseUrl={connection.base_url}
            methods={methodsOf(flavour, connection.version)}
            value={form}
            onChange={(change) => setForm({ ...form, ...change })}
            errors={errors}
          />
          {replace.error && <ErrorNote error={replace.error} />}
          <div className={css.formActions}>
            <Button type="submit" loading={replace.isPending}>
              Check and replace
            </Button>
            <span role="status">
              {outcome?.accepted && 'The check passed; the new sign-in is in use.'}
              {outcome &&
                !outcome.accepted &&
                `Not replaced: ${plural(failed, 'row')} below failed. The present one goes on serving.`}
            </span>
          </div>
        </form>
        {outcome && (
          <div className={css.outcome}>
            <CheckList report={outcome.check} />
          </div>
        )}
      </SettingBody>
    </SettingCard>
  );
}
