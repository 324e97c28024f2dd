import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOf } from './strace.mjs';

test('strace: interrupted calls are put together, in the order of their ends', () => {
  const log = [
    '11 1700000000.1 fdatasync(9</d/inbox.db-wal> <unfinished ...>',
    '12 1700000000.2 sendmsg(7<socket:[1]>, {msg_iov=[{"HTTP/1.1 200"}]}, 0) = 12',
    '11 1700000000.3 <... fdatasync resumed>) = 0',
    '12 1700000000.4 +++ exited with 0 +++',
  ].join('\n');
  assert.deepEqual(
    callsOf(log).map(({ pid, name, text }) => [pid, name, / = 0$/.test(text)]),
    [
      [12, 'sendmsg', false],
      [11, 'fdatasync', true],
    ],
  );
  assert.match(callsOf(log)[1].text, /inbox\.db-wal/);
});
