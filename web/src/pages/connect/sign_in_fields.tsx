import { TextInput } from '@mantine/core';
import { daysUntil, plural } from '../../lib/format';
import { useNow } from '../../lib/use_now';
import { Disclosure } from '../../ui/disclosure';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import css from './connect.module.css';
import { kFirstWithTokens, tokenPage, type Flavour, type Method } from './flavour';
import type { SignInErrors, SignInValue } from './sign_in_rules';
import { TokenField } from './token_field';
import { PasswordInput } from '../../ui/library/password_input';

interface Props {
  flavour: Flavour;
  /** '' when it is not known. */
  version: string;
  /** Where a person makes a token. */
  baseUrl: string;
  /** What the site offers, the usual one first. */
  methods: readonly Method[];
  value: SignInValue;
  onChange: (change: Partial<SignInValue>) => void;
  errors: SignInErrors;
}

function TokenLink({ flavour, baseUrl }: Pick<Props, 'flavour' | 'baseUrl'>) {
  return (
    <p className={css.hint}>
      <a href={tokenPage(flavour, baseUrl)} target="_blank" rel="noreferrer" className={css.out}>
        {flavour === 'cloud'
          ? 'Make a token at id.atlassian.com'
          : 'Make a token in your Jira profile'}
        <Icon name="external" size={13} />
        <span className="sr"> (opens a new tab)</span>
      </a>{' '}
      {flavour === 'cloud'
        ? '→ Security → API tokens, signed in as that account.'
        : '→ Personal Access Tokens, signed in as that account.'}
    </p>
  );
}

function ExpiryField({ value, onChange, errors, flavour }: Props) {
  const now = useNow(60);
  const days = /^\d{4}-\d{2}-\d{2}$/.test(value.expires) ? daysUntil(value.expires, now) : 0;
  const limit =
    flavour === 'cloud'
      ? 'Atlassian tokens last at most 365 days.'
      : 'As Jira says beside the token.';
  return (
    <TextInput
      name="expires"
      type="date"
      className={css.date}
      label="The token expires on"
      description={`${days > 0 ? `In ${plural(days, 'day')}. ` : ''}${limit} You are warned 30, 14, 7 and 1 days before.`}
      value={value.expires}
      onChange={(event) => onChange({ expires: event.target.value })}
      error={errors.expires}
    />
  );
}

function CloudFields(props: Props) {
  const { value, onChange, errors } = props;
  return (
    <>
      <TextInput
        name="email"
        type="email"
        label="E-mail of the account"
        autoComplete="username"
        value={value.email}
        onChange={(event) => onChange({ email: event.target.value })}
        error={errors.email}
      />
      <div>
        <TokenField
          value={value.token}
          onChange={(token) => onChange({ token })}
          error={errors.token}
        />
        <TokenLink {...props} />
      </div>
      <ExpiryField {...props} />
      <Note tone="info">
        Tokens with scopes and tokens of service accounts work too: the check finds out and sends
        their requests through api.atlassian.com.
      </Note>
    </>
  );
}

function PersonalTokenFields(props: Props) {
  const { value, onChange, errors } = props;
  return (
    <>
      <div>
        <TokenField
          label="Personal access token"
          value={value.token}
          onChange={(token) => onChange({ token })}
          error={errors.token}
        />
        <TokenLink {...props} />
      </div>
      <ExpiryField {...props} />
    </>
  );
}

function PasswordFields({ value, onChange, errors }: Props) {
  return (
    <>
      <TextInput
        name="email"
        label="User name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={value.email}
        onChange={(event) => onChange({ email: event.target.value })}
        error={errors.email}
      />
      <PasswordInput
        name="token"
        label="Password"
        description="It is sealed on the server and never shown again."
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
        value={value.token}
        onChange={(event) => onChange({ token: event.target.value })}
        error={errors.token}
      />
      <Note>
        A few wrong passwords and Jira wants a CAPTCHA: then nothing works until somebody signs in
        as this user in a browser. It is tried once, not again and again.
      </Note>
    </>
  );
}

function PasswordChoice({ methods, value, onChange }: Props) {
  if (!methods.includes('password') || !methods.includes('personal_token')) return null;
  const on = value.method === 'password';
  const swap = () => onChange({ method: on ? 'personal_token' : 'password', token: '' });
  return (
    <Disclosure title="Advanced" summary="user name and password" open={on || undefined}>
      <div className={css.inline}>
        <p className={css.hint}>
          {on
            ? 'Signing in with user name and password. A personal access token is safer.'
            : `For Servers older than ${kFirstWithTokens}. Wrong passwords lead to a CAPTCHA, and a password opens more than Throughline needs.`}
        </p>
        <button type="button" className={css.textButton} onClick={swap}>
          {on ? 'Use a personal access token' : 'Use user name and password'}
        </button>
      </div>
    </Disclosure>
  );
}

/** The fields of a sign-in, by what the site offers. Spaces are trimmed and that is said;
 *  pasting and password managers are welcome. */
export function SignInFields(props: Props) {
  const { flavour, version, methods, value } = props;
  const onlyPassword = !methods.includes('personal_token') && methods.includes('password');
  return (
    <>
      {onlyPassword && (
        <Note tone="info">
          Jira {version || 'of this age'} has no personal access tokens; they came with{' '}
          {kFirstWithTokens}. User name and password it is.
        </Note>
      )}
      {value.method === 'password' ? (
        <PasswordFields {...props} />
      ) : flavour === 'cloud' ? (
        <CloudFields {...props} />
      ) : (
        <PersonalTokenFields {...props} />
      )}
      <PasswordChoice {...props} />
    </>
  );
}
