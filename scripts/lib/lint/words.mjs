// Words that do not belong in the project. Those that would find themselves here are put
// together from parts.
import { dirname, normalize } from 'node:path/posix';
import { finding, kCpp, kScripted } from './project.mjs';

const kCode = [...kCpp, ...kScripted, '.css', '.html', '.sql', '.sh', '.md', '.cmake', '.txt'];

const kForbidden = [
  [new RegExp('/wo' + 'rk/'), 'names a path of one machine: write it relative to the project'],
  [new RegExp('\\.libr' + 'ary\\b'), 'names material outside the project: leave it out'],
  [new RegExp('shared/he' + 'ld'), 'names sealed material: tests and code may not know it'],
  [
    new RegExp('/tmp/h' + '-\\w'),
    "names a scratch folder: use the system's folder for temporary files",
  ],
  [
    new RegExp('\\b(find_' + 'repos|find_' + 'string)\\b'),
    'names a tool of one machine: leave it out',
  ],
];

function findLines(file, pattern, message) {
  const found = [];
  file.lines.forEach((line, index) => {
    if (pattern.test(line)) found.push(finding(file.path, index + 1, message));
  });
  return found;
}

export const forbiddenWords = {
  name: 'no word of one machine',
  check(project) {
    return project.files.flatMap((file) =>
      kForbidden.flatMap(([pattern, message]) => findLines(file, pattern, message)),
    );
  },
};

export const todoHasIssue = {
  name: 'every to-do names its issue',
  check(project) {
    const pattern = new RegExp('\\b(TO' + 'DO|FIX' + 'ME|XX' + 'X)\\b(?!\\(#\\d+\\))');
    return project
      .below(['src', 'sim', 'web', 'tests', 'scripts', 'bench', 'cmake'], kCode)
      .flatMap((file) => findLines(file, pattern, 'write it as TO' + 'DO(#issue), or do it now'));
  },
};

export const noConsole = {
  name: 'the pages do not write to the console',
  check(project) {
    return project
      .below(['web/src'], kScripted)
      .filter(({ path }) => !/\.test\.tsx?$/.test(path))
      .flatMap((file) =>
        findLines(
          file,
          /\bconsole\.(log|debug|info|warn|error)\(/,
          'writes to the console: show it to the person or remove it',
        ),
      );
  },
};

/** Relative targets of a Markdown text: [{line, target}]; code blocks do not count. */
export function linksOf(lines) {
  const found = [];
  let code = false;
  lines.forEach((line, index) => {
    if (/^\s*```/.test(line)) code = !code;
    if (code) return;
    for (const [, target] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (!/^([a-z]+:|#)/.test(target))
        found.push({ line: index + 1, target: target.split('#')[0] });
    }
  });
  return found;
}

export const linksResolve = {
  name: 'links of the documents lead somewhere',
  check(project) {
    const found = [];
    for (const file of project.files.filter(({ path }) => path.endsWith('.md'))) {
      for (const { line, target } of linksOf(file.lines)) {
        const path = normalize(`${dirname(file.path)}/${target}`).replace(/\/$/, '');
        if (path.startsWith('../') || path === '.' || project.has(path)) continue;
        found.push(
          finding(
            file.path,
            line,
            `links to ${target}, which is not there: correct or remove the link`,
          ),
        );
      }
    }
    return found;
  },
};
