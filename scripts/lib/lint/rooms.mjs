// The rooms of src/, their levels and who may include whom. The one source is the table of
// docs/architecture.md: | level | room | ...
import { finding, kCpp } from './project.mjs';

export const kTablePath = 'docs/architecture.md';

/** Rows of the table: [{level, pattern}]; a pattern is "base" or "connectors/*". */
export function parseRoomTable(markdown) {
  const rooms = [];
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (!/^\d+$/.test(cells[1] ?? '')) continue;
    for (const [, name] of cells[2].matchAll(/`([a-z_/*]+?)\/?`/g)) {
      rooms.push({ level: Number(cells[1]), pattern: name.replace('/<vendor>', '/*') });
    }
  }
  return rooms;
}

/** The room of a path below src/ ("connectors/jira/x.h" -> "connectors/jira"), or null. */
export function roomOf(path, table) {
  const parts = path.split('/');
  for (const { level, pattern } of table) {
    const depth = pattern.split('/').length;
    if (parts.length <= depth) continue;
    const name = parts.slice(0, depth).join('/');
    const matches = pattern.endsWith('/*')
      ? name.startsWith(pattern.slice(0, -1))
      : name === pattern;
    if (matches) return { name, level };
  }
  return null;
}

function includesOf(file) {
  const found = [];
  file.lines.forEach((text, index) => {
    const match = /^\s*#\s*include\s+"([^"]+)"/.exec(text);
    if (match) found.push({ target: match[1], line: index + 1 });
  });
  return found;
}

function checkInclude(file, own, { target, line }, table) {
  const other = roomOf(target, table);
  if (!other) {
    return finding(
      file.path,
      line,
      `"${target}" is in no room: write "room/file.h" relative to src/`,
    );
  }
  if (other.name === own.name || other.level < own.level) return null;
  return finding(
    file.path,
    line,
    `${own.name}/ (level ${own.level}) may not include ${other.name}/ (level ${other.level}): ` +
      'move what is shared to a lower room, or hand it in as an argument',
  );
}

export const includeDirection = {
  name: 'a room includes only lower rooms',
  check(project) {
    const table = parseRoomTable(project.text(kTablePath) ?? '');
    const found = [];
    for (const file of project.below(['src'], kCpp)) {
      const own = roomOf(file.path.slice('src/'.length), table);
      if (!own) {
        found.push(
          finding(
            file.path,
            0,
            `is in no room of the table in ${kTablePath}: add its folder there`,
          ),
        );
        continue;
      }
      for (const include of includesOf(file)) {
        const problem = checkInclude(file, own, include, table);
        if (problem) found.push(problem);
      }
    }
    return found;
  },
};

export const simIncludesBaseOnly = {
  name: 'the simulator includes base/ only',
  check(project) {
    const found = [];
    for (const file of project.below(['sim'], kCpp)) {
      const folder = file.path.slice(0, file.path.lastIndexOf('/'));
      for (const { target, line } of includesOf(file)) {
        const own =
          project.paths.has(target) ||
          project.paths.has(`sim/${target}`) ||
          project.paths.has(`${folder}/${target}`);
        if (target.startsWith('base/') || own) continue;
        found.push(
          finding(
            file.path,
            line,
            `includes "${target}": the simulator shares base/ with the product and nothing else, ` +
              'so that both sides cannot have the same error; write it again here',
          ),
        );
      }
    }
    return found;
  },
};

export const roomTableMatchesFolders = {
  name: 'the table of rooms equals the folders of src/',
  check(project) {
    const table = parseRoomTable(project.text(kTablePath) ?? '');
    if (!table.length)
      return [finding(kTablePath, 0, 'has no table of rooms: | level | room | ...')];
    const lists = [...project.paths].filter((path) => /^src\/.*\/CMakeLists\.txt$/.test(path));
    const folders = lists.map((path) => path.slice('src/'.length, -'/CMakeLists.txt'.length));
    const found = [];
    for (const folder of folders) {
      if (!roomOf(`${folder}/x`, table)) {
        found.push(finding(kTablePath, 0, `does not name src/${folder}: add a row with its level`));
      }
    }
    for (const { pattern } of table) {
      const exists = folders.some((folder) => roomOf(`${folder}/x`, [{ level: 0, pattern }]));
      if (!exists)
        found.push(
          finding(kTablePath, 0, `names ${pattern}, but src/ has no such room: remove the row`),
        );
    }
    return found;
  },
};
