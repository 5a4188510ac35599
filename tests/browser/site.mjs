// A built site as browsers meet it: at the root of a server, in a folder of one, and on the disk.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml', '.xml': 'application/xml', '.woff2': 'font/woff2', '.pdf': 'application/pdf',
};
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** All files below a folder, with `/` between names. */
export function files(folder, below = '') {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap(entry => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    return entry.isDirectory() ? files(folder, name) : [name];
  }).sort();
}

/** Serves `folder` below `prefix`, and nothing else. */
function serve(folder, prefix) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    let file = pathname.startsWith(prefix) ? path.join(folder, decodeURIComponent(pathname.slice(prefix.length))) : '';
    if (file && pathname.endsWith('/')) file = path.join(file, 'index.html');
    if (!file.startsWith(folder) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      return response.end('nothing here');
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'x-content-type-options': 'nosniff' });
    response.end(fs.readFileSync(file));
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Chromium with a fresh profile, which reaches nothing but this machine. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS });
}

/**
 * The three places, each with its address and a browser that reaches nothing else.
 * A fresh profile each time; on the disk there is no network at all.
 */
export async function places(folder) {
  const root = path.resolve(folder);
  const browser = await launch();
  const servers = [await serve(root, '/'), await serve(root, '/unter/ordner/')];
  const port = server => server.address().port;
  const list = [
    { name: 'http at /', base: `http://127.0.0.1:${port(servers[0])}/`, isRoot: true },
    { name: 'http in a folder', base: `http://127.0.0.1:${port(servers[1])}/unter/ordner/` },
    { name: 'file', base: pathToFileURL(root).href + '/', offline: true },
  ];
  for (const place of list) {
    place.context = async (options = {}) => {
      const context = await browser.newContext({ locale: 'de-DE', ...options });
      await context.setOffline(Boolean(place.offline));
      return context;
    };
  }
  return {
    list,
    async close() {
      await browser.close();
      servers.forEach(server => server.close());
    },
  };
}

/** Collects faults; the last line says how many there were. */
export class Report {
  faults = [];
  fault(where, what) {
    this.faults.push(`${where}: ${what}`);
  }
  expect(isRight, where, what) {
    if (!isRight) this.fault(where, what);
  }
  end() {
    for (const line of this.faults.slice(0, 60)) console.log(`fault: ${line}`);
    if (this.faults.length > 60) console.log(`… ${this.faults.length} in all`);
    console.log(this.faults.length ? `${this.faults.length} faults` : 'no faults');
    process.exitCode = this.faults.length ? 1 : 0;
  }
}

/** Everything a browser complains about, and every address it asks for. */
export function watch(page, report, place, where) {
  const own = address => address.startsWith(place.base) || address.startsWith('about:');
  page.on('request', request => report.expect(own(request.url()), where(), `asks for ${request.url()}`));
  page.on('requestfailed', request => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') report.fault(where(), `${request.url()} failed: ${request.failure()?.errorText}`);
  });
  page.on('response', response => report.expect(response.status() < 400, where(), `${response.url()} is ${response.status()}`));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) report.fault(where(), `console: ${message.text()}`);
  });
  page.on('pageerror', error => report.fault(where(), String(error)));
}
