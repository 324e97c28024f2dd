// Every kind of Jira that we connect to, as the simulator plays it, and how a person signs in.

/**
 * `sim`: options of throughline-sim; `path`: context path; `gateway`: requests go through the
 * gateway, which the simulator serves too; `is`: what the connection must say of itself.
 */
export const kFlavours = [
  {
    name: 'Cloud',
    sim: ['--flavour', 'cloud'],
    signIn: { email: 'bot@sim.example', token: 'sim-bot-token' },
    is: { flavour: 'cloud', method: 'api_token' },
  },
  {
    name: 'Cloud through the gateway',
    sim: ['--flavour', 'cloud'],
    gateway: true,
    signIn: { email: 'bot@sim.example', token: 'sim-bot-scoped-token' },
    is: { flavour: 'cloud', method: 'scoped_token' },
    webhooks: false,
  },
  {
    name: 'Data Center 10',
    sim: ['--flavour', 'dc-10'],
    signIn: { token: 'sim-bot-pat' },
    is: { flavour: 'data_center', method: 'personal_token' },
  },
  {
    name: 'Data Center 9 below /jira',
    sim: ['--flavour', 'dc-9', '--context-path', '/jira'],
    path: '/jira',
    signIn: { token: 'sim-bot-pat' },
    is: { flavour: 'data_center', method: 'personal_token' },
  },
  {
    name: 'Server 8',
    sim: ['--flavour', 'server-8'],
    signIn: { method: 'password', email: 'bot', token: 'sim-bot-password' },
    is: { flavour: 'server', method: 'password' },
  },
  {
    name: 'Server 7',
    sim: ['--flavour', 'server-7'],
    signIn: { method: 'password', email: 'bot', token: 'sim-bot-password' },
    is: { flavour: 'server', method: 'password' },
  },
];

/** Credentials of a site's own admin, with which a test changes things there. */
export function adminCredentials(flavour) {
  const cloud = flavour.is.flavour === 'cloud';
  const pair = cloud ? 'admin@sim.example:sim-admin-token' : 'admin:sim-admin-password';
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
