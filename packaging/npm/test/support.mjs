// What the tests share: folders that go away, programs run to their end, and a registry on loopback.

import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const NPM = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const ROOT = resolve(NPM, '..', '..');
export const LAUNCHER = join(NPM, 'sf-preflight', 'bin', 'sf-preflight.js');

/** A folder that goes away with the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'sf-preflight-test-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** An environment in which nothing of the machine's own npm, sf or proxy settings counts. */
export function environment(home, more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|sf_|sfdx_|node_|ssl_|.*_proxy$|browser$|display$|wayland_)/i.test(name));
  return { ...Object.fromEntries(kept), HOME: home, USERPROFILE: home, NO_COLOR: '1', TERM: 'dumb', ...more };
}

/** Runs a program to its end. */
export function run(file, words, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const streams = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => (streams[name] += data));
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, ...streams }));
  });
}

/** The folder of the programs that were built here: TARGET/sf-preflight[.exe]. */
export function binaries() {
  const path = process.env.SF_PREFLIGHT_BINARIES;
  if (!path || !existsSync(path)) throw new Error('SF_PREFLIGHT_BINARIES names no folder of built programs; packaging/test.sh sets it');
  return path;
}

/** This machine's program among them. */
export function binary() {
  const target = { x64: 'x86_64-unknown-linux-gnu', arm64: 'aarch64-unknown-linux-gnu' }[process.arch];
  return join(binaries(), target, 'sf-preflight');
}

/** What a registry says about the packages in a folder of tarballs. */
function packuments(tarballs, url) {
  const documents = new Map();
  for (const file of readdirSync(tarballs).filter((name) => name.endsWith('.tgz'))) {
    const path = join(tarballs, file);
    const manifest = JSON.parse(execFileSync('tar', ['xOzf', path, 'package/package.json'], { encoding: 'utf8' }));
    const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;
    const { name, version } = manifest;
    const dist = { tarball: `${url}/-/${file}`, integrity };
    documents.set(name, { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } });
  }
  return documents;
}

/** A registry on loopback that has the tarballs of a folder and nothing else; its URL, and the paths asked for. */
export async function registry(t, tarballs) {
  const asked = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url);
    asked.push(path);
    const file = path.startsWith('/-/') ? join(tarballs, path.slice(3)) : undefined;
    const document = packuments(tarballs, `http://${request.headers.host}`).get(path.slice(1));
    if (file && existsSync(file)) return response.end(readFileSync(file));
    if (!document) response.statusCode = 404;
    return response.end(JSON.stringify(document ?? { error: 'not found' }));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

/** Makes the root certificate root.pem, and under it an org's key.pem and chain.pem. */
export function authority(path) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: path, stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...fresh, '-subj', '/O=Acme/CN=Acme Root', '-keyout', 'ca.key', '-out', 'root.pem');
  const named = ['-addext', 'subjectAltName=DNS:acme.my.salesforce.com,DNS:*.salesforce.com'];
  const signed = ['-CA', 'root.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl('req', '-x509', ...fresh, ...signed, ...named, '-subj', '/CN=acme.my.salesforce.com', '-keyout', 'key.pem', '-out', 'chain.pem');
}

/** Runs a program on a network of its own, where an org with those certificates is all there is. */
export function loopback(certificates, words, env, options = {}) {
  const script = join(NPM, 'test', 'loopback.mjs');
  return run('unshare', ['--net', '--mount', '--map-root-user', process.execPath, script, certificates, ...words], { env, ...options });
}
