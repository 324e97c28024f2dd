// The numbers of the Flow page. States beside those of server.mjs: `huge` (more issues than
// are drawn one by one), `busy` (a large
// organisation), `partial` (one number fails), `quiet` (nothing ever happened), `few`.
import { aging, cumulative, cycleTime, mix, throughput, wip } from './numbers_flow.mjs';
import { items } from './numbers_items.mjs';
import { efficiency, reopen, timeInStatus } from './numbers_time.mjs';

const kAnswers = {
  'cycle-time': cycleTime,
  throughput,
  mix,
  wip,
  aging,
  cumulative,
  'time-in-status': timeInStatus,
  efficiency,
  reopen,
  items,
};

// A large organisation is counted once per question.
const counted = new Map();

function answerOf(c, metric, url) {
  if (c.mock.state !== 'busy') return kAnswers[metric](c, url.searchParams);
  const id = `${metric} ${url.search}`;
  if (!counted.has(id)) counted.set(id, kAnswers[metric](c, url.searchParams));
  return counted.get(id);
}

function send(c, body, name) {
  const csv = typeof body === 'string';
  c.response.writeHead(200, {
    'content-type': csv ? 'text/csv' : 'application/json',
    ...(csv && { 'content-disposition': `attachment; filename="${name}.csv"` }),
  });
  c.response.end(csv ? body : JSON.stringify(body));
  return true;
}

function fail(c) {
  c.response.writeHead(503, { 'content-type': 'application/problem+json' });
  c.response.end(
    JSON.stringify({
      type: 'urn:throughline:busy',
      title: 'This number could not be counted now',
      status: 503,
      detail: 'The facts are being read anew after a change of the mapping. Nothing is lost.',
      id: 'TL-7C21',
      remedy: 'Retry in a few seconds.',
    }),
  );
  return true;
}

/** True when the path is one of the numbers and was answered. */
export function numbersRoutes(c, path, url) {
  const metric = /^\/metrics\/flow\/([a-z-]+)$/.exec(path)?.[1];
  if (!metric || !kAnswers[metric]) return false;
  if (c.mock.state === 'partial' && ['throughput', 'aging'].includes(metric)) return fail(c);
  const body = answerOf(c, metric, url);
  if (metric !== 'items' && url.searchParams.get('format') === 'csv') {
    return send(c, `# ${body.definition.title}\nn\n${body.n}\n`, metric);
  }
  return send(c, body, metric);
}
