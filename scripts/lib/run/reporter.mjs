// A node:test reporter: one line a test, and at the end a line of counts for the runner.
export const kCountsMark = '#counts ';

/** True for what is a test of its own: not a suite, not a parent that failed by its children. */
function isLeaf(data) {
  if (data.details?.type === 'suite') return false;
  return data.details?.error?.failureType !== 'subtestsFailed';
}

function causeOf(data) {
  const error = data.details?.error;
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause ?? 'failed').replace(/^/gm, '    ');
}

export default async function* report(source) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type === 'test:diagnostic' && data.nesting > 0) yield `  # ${data.message}\n`;
    if ((type !== 'test:pass' && type !== 'test:fail') || !isLeaf(data)) continue;
    const ms = Math.round(data.details?.duration_ms ?? 0);
    if (data.skip !== undefined || data.todo !== undefined) {
      counts.skipped++;
      yield `skipped  ${data.name} (${data.skip || data.todo || 'no reason given'})\n`;
    } else if (type === 'test:pass') {
      counts.passed++;
      yield `ok       ${data.name} (${ms} ms)\n`;
    } else {
      counts.failed++;
      counts.failures.push(data.name);
      yield `FAILED   ${data.name} (${ms} ms)\n${causeOf(data)}\n`;
    }
  }
  yield `${kCountsMark}${JSON.stringify(counts)}\n`;
}
