// What people wrote does not reach a disk: a run with unmistakable words in every text that Jira
// sends, then a search of every file, compressed bodies included (product.md S7). Descriptions are
// stored where the connection opted in, and gone from the database when it opts out (S2).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { kFlavours } from '../lib/flavours.mjs';
import { needsPrograms, onEachDatabase, until, World } from '../lib/harness.mjs';

const kZstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const kSecretWord = 'xyzzyplugh';
const kOpenWord = 'an open summary';

function* filesBelow(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** Every zstd frame of `bytes`, unpacked. What only looks like one gives nothing. */
function* unpacked(bytes) {
  for (let at = bytes.indexOf(kZstd); at >= 0; at = bytes.indexOf(kZstd, at + 1)) {
    const { stdout } = spawnSync('zstd', ['-dcq'], { input: bytes.subarray(at, at + 262_144) });
    if (stdout.length > 0) yield stdout;
  }
}

/** How often `word` stands in the files below `dir` and in what they hold compressed. */
function search(dir, words) {
  const found = Object.fromEntries(words.map((word) => [word, 0]));
  const look = (bytes) => {
    for (const word of words) if (bytes.includes(word)) found[word] += 1;
  };
  for (const path of filesBelow(dir)) {
    const bytes = readFileSync(path);
    look(bytes);
    for (const body of unpacked(bytes)) look(body);
  }
  return found;
}

/** What a PostgreSQL database holds: its dump, with blobs as they are and unpacked. */
function* postgresTexts(url) {
  const args = ['--no-owner', '--data-only', url];
  const { stdout, status } = spawnSync('pg_dump', args, { maxBuffer: 1 << 28 });
  assert.equal(status, 0, 'pg_dump');
  yield stdout;
  for (const [, hex] of stdout.toString('latin1').matchAll(/\\\\x([0-9a-f]+)/g)) {
    const blob = Buffer.from(hex, 'hex');
    yield blob;
    yield* unpacked(blob);
  }
}

/** The words that stand in what `server` stored. It must have been stopped. */
function storedWords(server, words) {
  if (!server.database) return search(server.data, words);
  const found = Object.fromEntries(words.map((word) => [word, 0]));
  for (const bytes of postgresTexts(server.database)) {
    for (const word of words) if (bytes.includes(word)) found[word] += 1;
  }
  return found;
}

const doc = (text) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** Words wherever a person may write, then everything that makes Jira send them. */
async function writeEverywhere(sim, cloud, key) {
  const version = cloud ? 3 : 2;
  const text = cloud ? doc : (words) => words;
  const path = `/rest/api/${version}/issue/${key}`;
  await sim.edit(key, { description: `first ${kSecretWord}` });
  await sim.edit(key, { description: `second ${kSecretWord}`, summary: kOpenWord });
  const comment = await sim.jira('POST', `${path}/comment`, { body: text(kSecretWord) });
  await sim.jira('PUT', `${path}/comment/${comment.id}`, { body: text(`${kSecretWord} again`) });
  await sim.jira('POST', `${path}/worklog`, {
    started: '2026-01-05T10:00:00.000+0000',
    timeSpentSeconds: 3600,
    comment: text(kSecretWord),
  });
  await sim.jira('DELETE', `${path}/comment/${comment.id}`);
}

for (const flavour of [kFlavours[0], kFlavours.find(({ sim }) => sim.includes('dc-10'))]) {
  test(`${flavour.name}: texts of people reach no file`, needsPrograms(), async (t) => {
    const world = new World(t);
    await world.startSimulator({ issues: 40, flavour });
    const server = await world.startServer();
    const wire = await world.startWire(server);
    const { id } = await world.connect({ server });
    await world.untilFilled(id);
    await until('webhooks are registered', async () =>
      ['live', 'silent'].includes((await world.connection(id)).webhook.state),
    );
    const { key } = (await server.api.get('/api/v1/issues?limit=1&sort=-updated')).items[0];
    await writeEverywhere(world.sim, flavour.is.flavour === 'cloud', key);
    const sent = () => wire.seen.filter(({ body }) => body.includes(kSecretWord)).length;
    await until('Jira has sent the words', () => sent() > 3);
    world.clock.advance({ minutes: 20 });
    await server.api.post(`/api/v1/connections/${id}/sync`);
    await until(
      'the summary is here',
      async () => (await server.api.get(`/api/v1/issues/${key}`)).row.summary === kOpenWord,
    );
    await world.untilQuiet(id);
    const export_ = (await server.export()).join('\n');
    assert.ok(export_.includes(kOpenWord));
    assert.ok(!export_.includes(kSecretWord), 'the export has it');
    await server.stop();
    const found = search(server.data, [kSecretWord, kOpenWord]);
    assert.ok(found[kOpenWord] > 1, `the search sees nothing: ${JSON.stringify(found)}`);
    assert.equal(found[kSecretWord], 0, 'a file has it');
    for (const { log } of server.programs) assert.ok(!log.includes(kSecretWord), 'the log has it');
  });
}

const kBefore = 'how it was described';
const kAfter = 'how it is described';

/** The connection with what `body` changes. */
async function change(server, id, body) {
  const path = `/api/v1/connections/${id}`;
  const { revision } = await server.api.get(path);
  const answer = await server.api.send('PATCH', path, {
    body,
    headers: { 'if-match': `"${revision}"` },
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

/** What our API says of the description of an issue, now and in its history. */
async function described(server, key) {
  const issue = await server.api.get(`/api/v1/issues/${key}`);
  const changes = issue.timeline.flatMap(({ items }) => items);
  return { text: issue.description, items: changes.filter(({ field }) => field === 'description') };
}

/** A server with one issue whose description was changed before it was read. */
async function describedWorld(t, database, flavour) {
  const world = new World(t);
  await world.startSimulator({ issues: 30, flavour });
  const server = await world.startServer({ database });
  const wire = await world.startWire(server);
  const keys = (await world.sim.control('GET', 'truth/issues')).map((issue) => issue.key);
  const key = keys.sort()[0];
  await world.sim.edit(key, { description: kBefore });
  await world.sim.edit(key, { description: kAfter });
  return { world, server, wire, key };
}

onEachDatabase((database, options) => {
  for (const flavour of [kFlavours[0], kFlavours.find(({ sim }) => sim.includes('dc-10'))]) {
    const title = `${database}, ${flavour.name}: descriptions come when asked for, and go`;
    test(title, needsPrograms(options), async (t) => {
      const { world, server, key } = await describedWorld(t, database, flavour);
      const { id } = await world.connect({ server, days: 3650 });
      await world.untilFilled(id);
      assert.equal((await described(server, key)).text, null, 'off by default');
      assert.ok((await described(server, key)).items.length >= 2, 'that it changed is kept');

      await change(server, id, { descriptions: true });
      await until('the text is here', async () => (await described(server, key)).text === kAfter);
      await world.untilQuiet(id);
      const { items } = await described(server, key);
      assert.ok(
        items.some(({ from, to }) => from === kBefore && to === kAfter),
        JSON.stringify(items),
      );
      await world.sim.edit(key, { description: `${kAfter} now` });
      world.clock.advance({ minutes: 20 });
      await server.api.post(`/api/v1/connections/${id}/sync`);
      await until(
        'a later change is here',
        async () => (await described(server, key)).text === `${kAfter} now`,
      );
      assert.ok((await server.export()).join('\n').includes(kBefore), 'the export has it');

      const off = await change(server, id, { descriptions: false });
      assert.ok(off.removed_descriptions.issues > 0);
      await until(
        'they are gone',
        async () => (await world.connection(id)).removed_descriptions.finished !== null,
      );
      assert.equal((await described(server, key)).text, null);
      assert.ok(!(await server.export()).join('\n').includes(kBefore));
      await world.untilQuiet(id);
      await server.stop();
      const found = storedWords(server, [kBefore, kAfter, key]);
      assert.ok(found[key] > 0, `the search sees nothing: ${JSON.stringify(found)}`);
      assert.equal(found[kBefore] + found[kAfter], 0, 'the database has it');
    });
  }
});
