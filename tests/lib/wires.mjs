// What stands between a server and a Jira in real offices: TLS with a certificate of one's own, and
// an HTTP proxy that wants a password.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

function close(server) {
  server.closeAllConnections?.();
  return new Promise((resolve) => server.close(resolve));
}

/** Makes an authority and a certificate of it for 127.0.0.1 below `dir`. */
function makeCertificate(dir) {
  const file = (name) => join(dir, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    ...['req', '-x509', ...key, '-days', '3650', '-subj', '/CN=Example Authority'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  openssl(
    ...['req', '-x509', ...key, '-days', '3650', '-subj', '/CN=127.0.0.1'],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca.key')],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE'],
    ...['-keyout', file('site.key'), '-out', file('site.pem')],
  );
  return {
    ca: readFileSync(file('ca.pem'), 'utf8'),
    key: readFileSync(file('site.key')),
    cert: readFileSync(file('site.pem')),
  };
}

/**
 * Serves the site of `target` over TLS with an authority that nobody knows. Resolves to {address,
 * ca, stop}. `dir`: for the keys.
 */
export async function startTls(dir, target) {
  const { ca, key, cert } = makeCertificate(dir);
  const server = createTlsServer({ key, cert }, (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request(target + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const port = await listen(server);
  return { address: `https://127.0.0.1:${port}`, ca, stop: () => close(server) };
}

/**
 * An HTTP proxy (CONNECT and plain requests) for `user:password`. Resolves to {address, seen,
 * stop}: `seen` are the hosts it was asked for by those who knew the password.
 */
export async function startProxy(user, password) {
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const seen = [];
  const knows = ({ headers }) => headers['proxy-authorization'] === wanted;
  const server = createServer((incoming, outgoing) => {
    if (!knows(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    const { method, url, headers } = incoming;
    seen.push(new URL(url).host);
    const onward = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket) => {
    if (!knows(incoming)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
      return;
    }
    seen.push(incoming.url);
    const [host, port] = incoming.url.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const port = await listen(server);
  return {
    address: `http://${user}:${password}@127.0.0.1:${port}`,
    seen,
    stop: () => close(server),
  };
}
