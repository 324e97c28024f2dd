// What the sanitizers are told, the same for every test program.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const kSymbolizer = '/usr/bin/llvm-symbolizer-19';

/** `root`: the project. A suppression file is used only where it exists. */
export function sanitizerEnvironment(root) {
  const symbolizer = existsSync(kSymbolizer) ? [`external_symbolizer_path=${kSymbolizer}`] : [];
  const asan = [
    'detect_leaks=1',
    'strict_string_checks=1',
    'detect_stack_use_after_return=1',
    'check_initialization_order=1',
    'abort_on_error=0',
    'exitcode=99',
    ...symbolizer,
  ];
  const ubsan = ['print_stacktrace=1', 'halt_on_error=1', 'exitcode=99', ...symbolizer];
  const tsan = ['halt_on_error=0', 'exitcode=99', 'second_deadlock_stack=1', ...symbolizer];
  const suppressions = join(root, 'tests', 'tsan.supp');
  if (existsSync(suppressions)) tsan.push(`suppressions=${suppressions}`);
  return {
    ASAN_OPTIONS: asan.join(':'),
    UBSAN_OPTIONS: ubsan.join(':'),
    LSAN_OPTIONS: 'print_suppressions=0',
    TSAN_OPTIONS: tsan.join(':'),
  };
}
