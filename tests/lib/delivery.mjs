// The wire between Jira and us, for webhooks: a small proxy that a test can tell to hold, lose,
// reorder and repeat what is delivered. Its address is the server's public URL.
import { createServer, request } from 'node:http';

function forward(port, { method, url, headers, body }) {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'content-length': body.length };
    const options = { port, host: '127.0.0.1', method, path: url, headers: all };
    const out = request(options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    out.on('error', reject);
    out.end(body);
  });
}

export class Delivery {
  #server;
  #port;

  /** What was delivered so far: [{method, url, headers, body}]. */
  seen = [];
  /** 'pass': to the server at once. 'hold': Jira is told 200, the server nothing yet. */
  mode = 'pass';

  /** `port`: of our server. */
  constructor(port) {
    this.#port = port;
    this.#server = createServer((incoming, answer) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('end', () => this.#take(incoming, Buffer.concat(parts), answer));
    });
  }

  async start() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.address = `http://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(incoming, body, answer) {
    const one = { method: incoming.method, url: incoming.url, headers: incoming.headers, body };
    this.seen.push(one);
    const status = this.mode === 'pass' ? await forward(this.#port, one).catch(() => 502) : 200;
    answer.writeHead(status).end();
  }

  /** Delivers what was seen from position `from` on, in the order that `order` makes of it. */
  async flush(from, order = (list) => list) {
    const statuses = [];
    for (const one of order(this.seen.slice(from))) {
      statuses.push(await forward(this.#port, one));
    }
    return statuses;
  }
}

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The list in another order, with about a third of it twice. */
export function shuffledWithDuplicates(list, seed) {
  const random = randomOf(seed);
  const all = list.flatMap((one) => (random() < 0.33 ? [one, one] : [one]));
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
}
