// A client of our HTTP API as a browser would be: keeps the session cookie, sends Origin.
const kRequestSeconds = 60;

export class ApiError extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

export class Client {
  #cookie = null;

  /** `address`: "http://127.0.0.1:8080". */
  constructor(address) {
    this.address = address;
    this.origin = address;
  }

  get cookie() {
    return this.#cookie;
  }

  /** One request, whatever the answer: {status, headers, text, body (when JSON)}. */
  async send(method, path, { body, headers = {} } = {}) {
    const all = { ...headers };
    if (this.#cookie) all.cookie = this.#cookie;
    if (method !== 'GET' && method !== 'HEAD') all.origin ??= this.origin;
    if (body !== undefined) all['content-type'] ??= 'application/json';
    const response = await fetch(this.address + path, {
      method,
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(kRequestSeconds * 1000),
    });
    const text = await response.text();
    this.#keepCookie(response);
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed = isJson && !/ndjson/.test(response.headers.get('content-type')) && text;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parsed ? JSON.parse(text) : undefined,
    };
  }

  #keepCookie(response) {
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0];
      if (pair.startsWith('tl_session=')) this.#cookie = pair.endsWith('=') ? null : pair;
    }
  }

  /** One request that must succeed; resolves to its JSON body, or its text. */
  async request(method, path, options) {
    const answer = await this.send(method, path, options);
    if (answer.status >= 300)
      throw new ApiError(method, path, answer.status, answer.body ?? answer.text);
    return answer.body ?? answer.text;
  }

  get(path, options) {
    return this.request('GET', path, options);
  }

  post(path, body = {}, options) {
    return this.request('POST', path, { body, ...options });
  }

  put(path, body, options) {
    return this.request('PUT', path, { body, ...options });
  }

  patch(path, body, options) {
    return this.request('PATCH', path, { body, ...options });
  }

  delete(path, options) {
    return this.request('DELETE', path, options);
  }

  /** Every item behind a paged list. */
  async all(path) {
    const items = [];
    let cursor = null;
    do {
      const join = path.includes('?') ? '&' : '?';
      const page = await this.get(
        cursor ? `${path}${join}cursor=${encodeURIComponent(cursor)}` : path,
      );
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return items;
  }
}
