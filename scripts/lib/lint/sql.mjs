// Every statement of the store names its tenant. Which tables have one is read from the
// migrations: those whose first column is `tenant`. A statement that is meant for all tenants (at
// start, in a server-wide queue) says so in itself: /* every tenant: why */.
import { finding, kCpp } from './project.mjs';

const kCreation = /create\s+table\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?\s*\(\s*"?(\w+)"?/gi;
const kStatement = new RegExp(
  [
    'select\\s[\\s\\S]*\\sfrom',
    'insert\\s+into',
    'update\\s+\\w+\\s+set',
    'delete\\s+from',
    'create\\s+table',
  ]
    .map((words) => `^\\s*${words}\\s`)
    .join('|'),
  'i',
);

/** Names of tables whose first column is tenant. `texts`: SQL, or C++ that holds SQL. */
export function tenantTables(texts) {
  const tables = new Set();
  for (const text of texts) {
    const creations = text.matchAll(kCreation);
    for (const [, table, first] of creations) {
      if (first.toLowerCase() === 'tenant') tables.add(table.toLowerCase());
    }
  }
  return tables;
}

// Raw and plain string literals, and what may hold quotes without being one.
const kLiteral = new RegExp(
  [
    /R"(\w*)\(([\s\S]*?)\)\1"/,
    /"((?:[^"\\\n]|\\.)*)"/,
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\.)+'/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);

/** String literals of C++ text, adjacent ones joined: [{line, text}]. */
export function literalsOf(text) {
  const found = [];
  let end = -1;
  for (const match of text.matchAll(kLiteral)) {
    const body = match[2] ?? match[3];
    if (body === undefined) continue;
    const joined = end >= 0 && /^\s*$/.test(text.slice(end, match.index));
    if (joined) {
      found.at(-1).text += body;
    } else {
      found.push({ line: text.slice(0, match.index).split('\n').length, text: body });
    }
    end = match.index + match[0].length;
  }
  return found;
}

/** Tables that the statement reads or writes. */
export function tablesOf(sql) {
  const names = sql.matchAll(/\b(?:from|into|update|join)\s+"?(\w+)"?/gi);
  return [...names].map(([, name]) => name.toLowerCase());
}

const kLinesBefore = 20;
const kLinesAfter = 8;

/**
 * True when the tenant is named: in the statement; or, where the statement is put together from
 * parts ("... WHERE {}", "... WHERE " and a text), in the lines around it. A beginning that stops
 * after its table ("SELECT a FROM b ") says nothing yet.
 */
function namesTenant({ text, line }, lines) {
  if (/\btenant\b/i.test(text) || /^\s*select[^?$]*\bfrom\s+\w+\s+$/i.test(text)) return true;
  const composed = text.includes('{}') || /\swhere\s+$/i.test(text);
  const around = lines.slice(Math.max(0, line - 1 - kLinesBefore), line + kLinesAfter);
  return composed && around.some((near) => /\btenant_?\b/.test(near));
}

export const sqlNamesTenant = {
  name: 'every statement of the store names its tenant',
  check(project) {
    const sql = project.files.filter(({ path }) => path.startsWith('src/store/'));
    const tables = tenantTables(sql.map(({ text }) => text));
    const found = [];
    for (const file of project.below(['src'], kCpp)) {
      if (file.path.endsWith('_test.cc')) continue;
      for (const literal of literalsOf(file.text)) {
        if (!/^\s*(select|insert|update|delete|replace|with)\b/i.test(literal.text)) continue;
        const touched = tablesOf(literal.text).filter((table) => tables.has(table));
        if (!touched.length || namesTenant(literal, file.lines)) continue;
        const message =
          `a statement over ${touched.join(', ')} does not name the tenant: ` +
          'add "tenant = ?", or where all are meant, a comment: /* every tenant: why */';
        found.push(finding(file.path, literal.line, message));
      }
    }
    return found;
  },
};

export const sqlLivesInStore = {
  name: 'SQL lives in store/ only',
  check(project) {
    const found = [];
    for (const file of project.below(['src'], kCpp)) {
      if (file.path.startsWith('src/store/')) continue;
      for (const { line, text } of literalsOf(file.text)) {
        if (kStatement.test(text)) {
          found.push(
            finding(file.path, line, 'SQL outside store/: give TenantStore a function for it'),
          );
        }
      }
    }
    return found;
  },
};

const kTenantTable = /create\s+table\s+(?:if\s+not\s+exists\s+)?"?(\w+)"?\s*\(\s*tenant\b[^;]*/gi;
const kPrimaryKey = /primary\s+key\s*\(\s*(\w+)/i;
const kUniqueIndex =
  /create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?\w+\s+on\s+"?(\w+)"?\s*\(\s*(\w+)/gi;

/** Keys of `text` that do not begin with the tenant though their table has one: [table]. */
export function keysWithoutTenant(text, tables) {
  const primary = [...text.matchAll(kTenantTable)].map(([statement, table]) => {
    return [statement, table, kPrimaryKey.exec(statement)?.[1] ?? 'tenant'];
  });
  return [...primary, ...text.matchAll(kUniqueIndex)]
    .filter(([, table, first]) => tables.has(table.toLowerCase()) && first !== 'tenant')
    .map(([, table]) => table);
}

export const keysBeginWithTenant = {
  name: 'keys of a tenant table begin with the tenant',
  check(project) {
    const sql = project.files.filter(({ path }) => path.startsWith('src/store/'));
    const tables = tenantTables(sql.map(({ text }) => text));
    return sql.flatMap(({ path, text }) =>
      keysWithoutTenant(text, tables).map((table) =>
        finding(path, 0, `a key of ${table} does not begin with the tenant: put it first`),
      ),
    );
  },
};
