// The table of steps. `needs`: steps whose failure makes this one fail unrun. `blocks`: a failure
// here stops those that need it (a failed test does not; a failed build does). `full`: only --full.
import { build, checkFormat, fuzz, threadChecks, unitTests } from './cpp.mjs';
import { startFromClone } from './clone.mjs';
import {
  browserTests,
  buildWeb,
  faultTests,
  lint,
  pageChecks,
  programTests,
  testWeb,
  toolTests,
  usePostgres,
  vendorTests,
} from './node.mjs';

function step(name, what, run, { needs = [], blocks = false, full = false } = {}) {
  return { name, what, run, needs, blocks, full };
}

export const kSteps = [
  step('tools', 'tests of the scripts themselves', toolTests),
  step('format', 'clang-format over all C++', checkFormat),
  step('lint', 'includes, sizes, SQL, words, links', lint),
  step('web', 'build of the web pages', buildWeb, { blocks: true }),
  step('webtest', 'types, lint and unit tests of the web pages', testWeb, { needs: ['web'] }),
  step('pages', 'pages and their states: accessibility; (--full) walks, keys, layout', pageChecks, {
    needs: ['web'],
  }),
  step('build', 'C++ with ASan, UBSan and fuzzer hooks', (context) => build(context, 'test'), {
    needs: ['web'],
    blocks: true,
  }),
  step('postgres', 'a private PostgreSQL 15', usePostgres, { blocks: true }),
  step('unit', 'C++ unit tests, stores on both databases', unitTests, {
    needs: ['build', 'postgres'],
  }),
  step('program', 'the whole program against the simulator', programTests, {
    needs: ['build', 'postgres'],
  }),
  step('faults', 'seeds of trouble: kill -9, lost webhooks, a Jira that fails', faultTests, {
    needs: ['build', 'postgres'],
  }),
  step('browser', 'the pages in Chromium', browserTests, { needs: ['build', 'postgres'] }),
  step('tsan', 'rooms with threads under ThreadSanitizer', threadChecks, { needs: ['postgres'] }),
  step('fuzz', 'fuzzing of everything that parses', fuzz, { needs: ['build'] }),
  step('gcc', 'GCC 12 compiles the same tree', (context) => build(context, 'gcc'), {
    needs: ['web'],
    full: true,
  }),
  step('vendor', 'Prism and jira.js against the simulator', vendorTests, {
    needs: ['build'],
    full: true,
  }),
  step('clone', 'a start from a clean clone', startFromClone, { full: true }),
];
