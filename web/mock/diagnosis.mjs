// Why the made-up connection brings nothing, or less than expected, in each of its states.
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

const finding = (code, severity, title, detail, remedy) => ({
  code,
  severity,
  title,
  detail,
  remedy,
});

/** What is known without asking Jira. */
const known = {
  rejected: [
    finding(
      'token_dead',
      'blocking',
      'Jira rejects the sign-in',
      'The token is wrong, expired, or of another account. Data up to 12:40 is kept.',
      'Replace the token; it goes on exactly where it stopped.',
    ),
  ],
  unreachable: [
    finding(
      'unreachable',
      'blocking',
      'Jira cannot be reached',
      'The name northwind.atlassian.net was not found. It is tried again by itself; nothing is lost.',
      'Check the address, the network and, behind a proxy, its settings.',
    ),
  ],
  paused: [
    finding(
      'paused',
      'blocking',
      'The connection is paused',
      'Mara Veld paused it on 3 Nov. No requests are made; webhooks are kept and applied.',
      'Resume it.',
    ),
  ],
  silent: [
    finding(
      'webhook_missing',
      'warning',
      'The webhook is gone from Jira',
      'Jira lists 4 webhooks, ours is not among them.',
      'Press Renew under Webhooks.',
    ),
  ],
  expiring: [
    finding(
      'token_expiring',
      'warning',
      'The token expires soon',
      'On 29 Nov 2026, in 9 days. Then sync stops; nothing is lost.',
      'Replace the token before that day.',
    ),
  ],
  backfilling: [
    finding(
      'still_queued',
      'info',
      'The past is still being read',
      'Read so far: 43 %. Older issues come last.',
      'Nothing to do: wait until it is complete.',
    ),
  ],
};

/** What only Jira can tell. */
const told = {
  silent: [
    finding(
      'filter_matches_nothing',
      'blocking',
      'The filter matches nothing',
      'Jira finds 0 of 42,900 issues for it.',
      'Look at the filter; the values of a renamed status or label no longer match.',
    ),
    finding(
      'lost_sight',
      'info',
      'Some issues can no longer be seen',
      '3 issues moved out of the sight of this account. They stay as they last were.',
      '',
    ),
  ],
};

export function diagnosisOf(mode, ask) {
  const findings = [...(known[mode] ?? []), ...(ask ? (told[mode] ?? []) : [])];
  return {
    at: iso(Date.now()),
    asked_vendor: ask,
    findings,
    text:
      findings.length === 0
        ? 'Nothing is wrong.'
        : findings.map((f) => `${f.severity}: ${f.title}. ${f.detail} ${f.remedy}`).join('\n'),
  };
}
