import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { trimToken } from './draft';

interface Props {
  value: string;
  onChange: (token: string) => void;
  error: string | undefined;
  label?: string;
}

/** An API token: masked, pasted freely, trimmed, and the trimming is said. */
export function TokenField({ value, onChange, error, label = 'API token' }: Props) {
  const [trimmed, setTrimmed] = useState(false);
  return (
    <PasswordInput
      name="token"
      label={label}
      description={
        trimmed
          ? 'Spaces around the token were removed.'
          : 'From id.atlassian.com → Security → API tokens. It is sealed on the server and never shown again.'
      }
      autoComplete="off"
      spellCheck={false}
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
