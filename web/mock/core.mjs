// The scenes that every run of the checks looks at; `--full` looks at all of them.
const kCore = [
  'setup',
  'sign-in',
  'home-first',
  'home',
  'home-down',
  'integrations-empty',
  'integrations',
  'connect',
  'progress',
  'manage-overview',
  'manage-mapping',
  'deliveries',
  'delivery',
  'ledger',
  'home-alarm',
  'issues',
  'issues-marked',
  'issues-columns',
  'issues-none',
  'jql-start',
  'jql',
  'jql-undecided',
  'jql-why',
  'jql-wrong',
  'mapping-queries',
  'issue',
  'issue-epic',
  'issue-missing',
  'calendar',
  'calendar-viewer',
  'calendar-broken',
  'mapping-effect',
  'flow',
  'flow-whole',
  'flow-tables',
  'flow-how',
  'flow-items',
  'flow-empty',
  'sprint',
  'quality',
  'palette',
  'keys',
  'writes',
  'not-found',
];

/** Arguments of a check: `--full`, and a part of a name. */
export function chosenScenes(scenes, args = process.argv.slice(2)) {
  const part = args.find((arg) => !arg.startsWith('-'));
  if (part) return scenes.filter((scene) => scene.name.includes(part));
  if (args.includes('--full')) return scenes;
  return scenes.filter((scene) => kCore.includes(scene.name));
}
