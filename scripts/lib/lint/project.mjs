// What the rules look at: the text files of the project, read once. Rules never touch the disk,
// so that their tests are a few lines of text.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const kSkippedFolders = new Set(['build', 'node_modules', '.git', 'dist', 'corpus']);
const kTextFile = /\.(cc|h|mjs|js|ts|tsx|css|html|md|sql|sh|cmake|json|txt)$|(^|\/)[^./]+$/;
const kGenerated = new Set(['web/src/api/schema.ts', 'LICENSE']);

function walk(root, dir, paths) {
  for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
    const path = dir ? `${dir}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (!kSkippedFolders.has(entry.name)) walk(root, path, paths);
    } else if (entry.isFile()) {
      paths.push(path);
    }
  }
}

export class Project {
  /** `files`: path relative to the root -> text; `others`: paths that exist but are not read. */
  constructor(files, others = []) {
    this.files = Object.entries(files).map(([path, text]) => ({
      path,
      text,
      lines: text.split('\n'),
    }));
    this.paths = new Set([...Object.keys(files), ...others]);
  }

  text(path) {
    return this.files.find((file) => file.path === path)?.text;
  }

  /** Files below one of `folders` with one of the `endings`. */
  below(folders, endings) {
    return this.files.filter(
      ({ path }) =>
        folders.some((folder) => path.startsWith(`${folder}/`)) &&
        endings.some((ending) => path.endsWith(ending)),
    );
  }

  /** True for a file or a folder of the project. */
  has(path) {
    if (this.paths.has(path)) return true;
    for (const known of this.paths) if (known.startsWith(`${path}/`)) return true;
    return false;
  }
}

export function readProject(root) {
  if (!existsSync(join(root, 'CMakeLists.txt'))) throw new Error(`${root} is not the project`);
  const paths = [];
  walk(root, '', paths);
  const texts = {};
  const others = [];
  for (const path of paths) {
    if (kTextFile.test(path) && !kGenerated.has(path))
      texts[path] = readFileSync(join(root, path), 'utf8');
    else others.push(path);
  }
  return new Project(texts, others);
}

export const kCpp = ['.cc', '.h'];
export const kScripted = ['.mjs', '.js', '.ts', '.tsx'];

/** A finding. `line` counts from 1; 0 when it is about the whole file. */
export function finding(path, line, message) {
  return { path, line, message };
}
