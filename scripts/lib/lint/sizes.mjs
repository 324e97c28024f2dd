// Sizes: files, functions, lines.
import { finding, kCpp, kScripted } from './project.mjs';

export const kMostFileLines = 600;
export const kMostFunctionLines = 70;
export const kMostColumns = 100;

const kSized = ['src', 'sim', 'web/src', 'tests', 'scripts', 'bench'];
const kSizedEndings = [
  ...kCpp,
  ...kScripted,
  '.css',
  '.sh',
  '.sql',
  'scripts/start',
  'scripts/install',
  'scripts/test',
];

export const fileSize = {
  name: `no file is over ${kMostFileLines} lines`,
  check(project) {
    return project
      .below(kSized, kSizedEndings)
      .map((file) => ({ file, count: file.text.trimEnd().split('\n').length }))
      .filter(({ count }) => count > kMostFileLines)
      .map(({ file, count }) =>
        finding(
          file.path,
          0,
          `has ${count} lines, the most is ${kMostFileLines}: split it by what changes together`,
        ),
      );
  },
};

export const lineWidth = {
  name: `no line of code is over ${kMostColumns} columns`,
  check(project) {
    const files = [
      ...project.below(['src', 'sim', 'bench'], kCpp),
      ...project.below(['scripts', 'tests'], [...kScripted, '.sh']),
    ];
    const found = [];
    for (const file of files) {
      file.lines.forEach((line, index) => {
        const width = [...line].length;
        if (width <= kMostColumns) return;
        const message = `has ${width} columns, the most is ${kMostColumns}: break the line`;
        found.push(finding(file.path, index + 1, message));
      });
    }
    return found;
  },
};

const kOtherBraces =
  'if for while switch do else catch try return ' +
  'namespace class struct enum union extern case default';
const kNotAFunction = new RegExp(`^\\s*(${kOtherBraces.replaceAll(' ', '|')}|\\}|#|//)`);

/** The line on which the statement that ends at `end` begins: clang-format indents what follows. */
function firstLineOf(lines, end) {
  let begin = end;
  while (begin > 0) {
    const before = lines[begin - 1].trimEnd();
    if (before === '' || /[;{}:]$/.test(before) || /^\s*(#|\/\/)/.test(before)) break;
    begin--;
  }
  return begin;
}

function indentOf(line) {
  return line.length - line.trimStart().length;
}

/**
 * Functions of C++ text as clang-format leaves it: [{line, count}] with the line of the signature
 * (from 1) and the number of lines from there to the closing brace. A lambda belongs to the
 * function around it.
 */
export function functionsOf(lines) {
  const functions = [];
  for (let index = 0; index < lines.length; index++) {
    if (!/\{$/.test(lines[index].trimEnd())) continue;
    const begin = firstLineOf(lines, index);
    const signature = lines.slice(begin, index + 1).join(' ');
    if (
      !signature.includes('(') ||
      kNotAFunction.test(signature) ||
      /\)\s*=\s*\{$|=\s*\{$/.test(signature)
    )
      continue;
    const indent = indentOf(lines[begin]);
    const close = lines.findIndex(
      (line, at) => at > index && indentOf(line) === indent && line.trimStart().startsWith('}'),
    );
    if (close < 0) continue;
    functions.push({ line: begin + 1, count: close - begin + 1 });
    index = close;
  }
  return functions;
}

export const functionSize = {
  name: `no C++ function is over ${kMostFunctionLines} lines`,
  check(project) {
    const found = [];
    for (const file of project.below(['src', 'sim', 'bench'], kCpp)) {
      for (const { line, count } of functionsOf(file.lines)) {
        if (count <= kMostFunctionLines) continue;
        found.push(
          finding(
            file.path,
            line,
            `this function has ${count} lines, the most is ${kMostFunctionLines}: ` +
              'name its parts and take them out',
          ),
        );
      }
    }
    return found;
  },
};
