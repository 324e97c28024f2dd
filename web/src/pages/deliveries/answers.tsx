import { CopyButton } from '../../ui/copy_button';
import css from './deliveries.module.css';

/** A line to run elsewhere; it scrolls by itself where it is long. */
export function CurlLine({ curl }: { curl: string }) {
  return (
    <div className={css.curl}>
      <code tabIndex={0}>{curl}</code>
      <CopyButton text={curl} what="The line" />
    </div>
  );
}

const kAnswers: [string, string][] = [
  ['405 and “reachable”', 'All is well: Jira can reach Throughline.'],
  ['Could not resolve host', 'The Jira host does not know this name. Look at its DNS.'],
  [
    'Connection refused or timed out',
    'A firewall or proxy stands between. Open the way to this address.',
  ],
  ['Certificate problem', 'The Jira host does not trust the certificate of this address.'],
  ['404 without “reachable”', 'Another program answers there. Look at the public address.'],
];

/** What comes back from the line, and what it means. */
export function Answers() {
  return (
    <dl className={css.answers}>
      {kAnswers.map(([answer, meaning]) => (
        <div key={answer}>
          <dt>{answer}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
