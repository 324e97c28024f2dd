import { PasswordInput } from '../../ui/library/password_input';
import { useState, type ReactNode } from 'react';
import { trimToken } from './sign_in_rules';

interface Props {
  value: string;
  onChange: (token: string) => void;
  error: string | undefined;
  label?: string;
  hint?: ReactNode;
}

/** A token: masked, pasted freely, trimmed, and the trimming is said. */
export function TokenField({ value, onChange, error, label = 'API token', hint }: Props) {
  const [trimmed, setTrimmed] = useState(false);
  return (
    <PasswordInput
      name="token"
      label={label}
      description={
        <span role="status">
          {trimmed
            ? 'Spaces around the token were removed.'
            : (hint ?? 'It is sealed on the server and never shown again.')}
        </span>
      }
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token', tabIndex: 0 }}
      value={value}
      onChange={(event) => {
        const { token, removed } = trimToken(event.target.value);
        setTrimmed(removed);
        onChange(token);
      }}
      error={error}
    />
  );
}
