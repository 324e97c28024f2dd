import { memo } from 'react';
import { tokensOf } from '../../jql/tokens';
import css from './code.module.css';

const kMostColoured = 2000;

/** A query as text, in the colours of the editor. */
export const Code = memo(function Code({
  jql,
  className,
}: {
  jql: string;
  className?: string | undefined;
}) {
  const whole = `${css.code} ${className ?? ''}`;
  if (jql.length > kMostColoured) return <code className={whole}>{jql}</code>;
  let end = 0;
  const parts = tokensOf(jql).flatMap((token) => {
    const gap = jql.slice(end, token.from);
    end = token.to;
    return [
      gap,
      <span key={token.from} data-token={token.kind}>
        {token.text}
      </span>,
    ];
  });
  return (
    <code className={whole}>
      {parts}
      {jql.slice(end)}
    </code>
  );
});
