// The language as the made-up organisation has it: fields, functions, words.
const field = (name, kind, about, more = {}) => ({
  name,
  aliases: [],
  kind,
  about,
  operators: ['=', '!=', 'in', 'not in', 'is', 'is not'],
  sortable: true,
  history: false,
  computed: false,
  takes_argument: false,
  ...more,
});
const past = {
  history: true,
  operators: ['=', '!=', 'in', 'not in', 'is', 'is not', 'was', 'was not', 'was in', 'changed'],
};
const range = { operators: ['=', '!=', '>', '>=', '<', '<=', 'in', 'not in', 'is', 'is not'] };
const text = { operators: ['~', '!~', 'is', 'is not'], sortable: false };
const only = { computed: true, ...range };

export const kFields = [
  field('project', 'name', 'Its project, by key or name'),
  field('issuetype', 'name', 'Its type', { aliases: ['type'] }),
  field('status', 'name', 'Where it is in its workflow', past),
  field('statusCategory', 'name', 'To Do, In Progress or Done'),
  field('priority', 'name', 'Higher is greater', { ...past, ...range, history: true }),
  field('resolution', 'name', 'How it was closed', past),
  field('assignee', 'name', 'Who works on it', past),
  field('reporter', 'name', 'Who asked for it', past),
  field('labels', 'name', 'Any of its labels', { sortable: false }),
  field('component', 'name', 'Any of its components', { sortable: false }),
  field('fixVersion', 'name', 'The versions it ships in', past),
  field('sprint', 'name', 'Any of its sprints'),
  field('key', 'issue', 'Its key', { aliases: ['issuekey', 'issue', 'id'] }),
  field('summary', 'text', 'Words of its summary', { ...text, sortable: true }),
  field('description', 'text', 'Words of its description', text),
  field('comment', 'text', 'Words of its comments', text),
  field('text', 'text', 'Words anywhere', { operators: ['~'], sortable: false }),
  field('created', 'instant', 'When it was made', { ...range, aliases: ['createdDate'] }),
  field('updated', 'instant', 'When it changed last', { ...range, aliases: ['updatedDate'] }),
  field('resolved', 'instant', 'When it was closed', { ...range, aliases: ['resolutionDate'] }),
  field('due', 'day', 'The day it is due', { ...range, aliases: ['dueDate'] }),
  field('timeSpent', 'duration', 'What was logged on it', range),
  field('Story Points', 'number', 'Points', { ...range, instances: ['c7k2mnorthwind'] }),
  field('cycleTime', 'duration', 'From start line to finish line, in working time', only),
  field('leadTime', 'duration', 'From its creation to its finish', only),
  field('age', 'duration', 'Since its start, while it is open', only),
  field('stage', 'name', 'Queue, active, review, blocked, done or cancelled', { computed: true }),
  field('workCategory', 'name', 'What its type counts as', { computed: true }),
  field('timeInStatus', 'duration', 'How long it was in one status', {
    ...only,
    takes_argument: true,
    arguments: ['In Progress', 'In Review', 'Blocked'],
  }),
];

const call = (name, args, about, of) => ({ name, arguments: args, about, for: of });

export const kLanguage = {
  fields: kFields,
  functions: [
    call('currentUser', '()', 'You, as far as an instance knows you', ['assignee', 'reporter']),
    call('membersOf', '(group)', 'Everybody in a group', ['assignee', 'reporter']),
    call('now', '()', 'This moment', ['instant']),
    call('startOfDay', '([inc])', 'Midnight of today, moved by inc', ['instant', 'day']),
    call('startOfWeek', '([inc])', 'The first midnight of this week', ['instant', 'day']),
    call('endOfWeek', '([inc])', 'The last moment of this week', ['instant', 'day']),
    call('startOfMonth', '([inc])', 'The first midnight of this month', ['instant', 'day']),
    call('openSprints', '()', 'Sprints that run', ['sprint']),
    call('linkedIssues', '(key, [link])', 'What is linked to an issue', ['key']),
  ],
  keywords: ['AND', 'OR', 'NOT', 'IN', 'IS', 'WAS', 'CHANGED', 'EMPTY', 'ORDER BY', 'ASC', 'DESC'],
  reserved: ['and', 'or', 'not', 'order', 'by', 'in', 'is', 'was', 'update', 'user', 'next', 'end'],
};

const kStatuses = ['To Do', 'Ready', 'In Progress', 'In Review', 'Blocked', 'Done', 'Dropped'];
const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);

/** What can stand at a position: values behind an operator, else fields. */
export function completions(jql, position) {
  const before = jql.slice(0, position);
  const typed = /(?:"[^"]*|[\w.-]*)$/.exec(before)[0];
  const from = position - typed.length;
  const word = typed.replace('"', '').toLowerCase();
  const head = before.slice(0, from).trimEnd();
  const value = /(?:=|\bin\s*\(|,|\bwas(?: not)?)$/i.test(head);
  const named = /(\w+|"[^"]+")$/.test(head) && !/\b(?:and|or|not|by)$/i.test(head);
  const values = kStatuses.map((name) => ['value', name, `${quoted(name)} `, 'status · northwind']);
  const fields = kFields.map((f) => ['field', f.name, `${quoted(f.name)} `, f.about]);
  const operators = ['=', '!=', 'IN', 'NOT IN', 'IS EMPTY', 'WAS', 'CHANGED'].map((op) => [
    'operator',
    op,
    `${op} `,
    '',
  ]);
  const items = (value ? values : named && word === '' ? operators : fields)
    .filter(([, label]) => label.toLowerCase().includes(word))
    .map(([kind, label, insert, detail]) => ({ kind, label, insert, detail }));
  return { from, to: position, more: false, items: items.slice(0, 50) };
}

/** What is wrong with a text, as the server says it; null: nothing. */
export function problemOf(jql) {
  const at = (from, to, more) => {
    const lines = jql.slice(0, from).split('\n');
    const place = { from, to, line: lines.length, column: lines.at(-1).length + 1 };
    return { kind: 'parse', remedy: '', ...place, ...more };
  };
  const typo = /"?stroy points"?/i.exec(jql);
  if (typo) {
    return at(typo.index, typo.index + typo[0].length, {
      kind: 'unknown-field',
      message: "Field 'stroy points' does not exist or you do not have permission to view it.",
      remedy: 'Use the name of a field as Jira shows it.',
      nearest: 'Story Points',
      field: 'stroy points',
    });
  }
  const end = /(?:=|~|\bAND|\bOR|\bIN|\()\s*$/i.exec(jql);
  if (end) {
    return at(jql.length, jql.length, {
      message: 'Expecting a value or function before the end of the query.',
      remedy: 'Write what the field is compared with.',
    });
  }
  const sign = /(?<!["'\w][^"']*)[@{}]/.exec(jql);
  if (sign) {
    return at(sign.index, sign.index + 1, {
      message: `The character '${sign[0]}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u0040' instead.`,
      remedy: 'Put the value in quotes.',
    });
  }
  return null;
}
