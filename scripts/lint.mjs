#!/usr/bin/env node
// Looks at the whole tree for what the compilers do not see; each message names the remedy.
//   node scripts/lint.mjs [--counts]
// Exit 0 when clean, 1 with findings. --counts adds the line of counts that scripts/test reads.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProject } from './lib/lint/project.mjs';
import { kRules } from './lib/lint/rules.mjs';
import { kCountsMark } from './lib/run/reporter.mjs';

function render({ path, line, message }) {
  return line ? `${path}:${line}: ${message}` : `${path}: ${message}`;
}

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const project = readProject(root);
const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
for (const rule of kRules) {
  const findings = rule.check(project);
  if (findings.length === 0) {
    counts.passed++;
    continue;
  }
  counts.failed++;
  counts.failures.push(`lint: ${rule.name}`);
  console.log(`${rule.name}:\n${findings.map((one) => `  ${render(one)}`).join('\n')}`);
}
console.log(`${kRules.length} rules, ${project.files.length} files, ${counts.failed} broken`);
if (process.argv.includes('--counts')) console.log(`\n${kCountsMark}${JSON.stringify(counts)}`);
process.exitCode = counts.failed ? 1 : 0;
