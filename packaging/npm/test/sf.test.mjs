// The plugin inside the real sf, on this machine, without a network: every request goes to a proxy that is not there.
// SF_PREFLIGHT_SF_MODULES names the node_modules in which sf lies.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { authority, binary, environment, loopback, NPM, run } from './support.mjs';

const MODULES = process.env.SF_PREFLIGHT_SF_MODULES;
if (!MODULES) throw new Error('SF_PREFLIGHT_SF_MODULES names no sf; packaging/test.sh sets it');
const NODE = process.env.SF_PREFLIGHT_SF_NODE ?? process.execPath;
const home = mkdtempSync(join(tmpdir(), 'sf-preflight-sf-'));
const bin = join(home, 'bin');
const env = environment(home, {
  PATH: `${bin}:${dirname(NODE)}:${process.env.PATH}`,
  SF_DATA_DIR: join(home, 'data'),
  SF_CONFIG_DIR: join(home, 'config'),
  SF_CACHE_DIR: join(home, 'cache'),
  SF_DISABLE_TELEMETRY: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DOMAIN_RETRY: '0',
  SF_PREFLIGHT_BINARY: binary(),
  HTTPS_PROXY: 'http://me:a-secret-of-mine@127.0.0.1:1',
});
const sf = (words, more = {}, options = {}) =>
  run(NODE, [join(MODULES, '@salesforce', 'cli', 'bin', 'run.js'), ...words], { cwd: home, env: { ...env, ...more }, ...options });

/** A login whose key and flags are fine. */
const login = ['org', 'login', 'jwt', '-o', 'me@acme.example', '-f', 'server.key', '-i', '3MVG9', '-r', 'https://acme.my.salesforce.com'];
const ON = { SF_PREFLIGHT: 'on' };

before(async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(home, 'server.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  mkdirSync(bin);
  writeFileSync(join(bin, 'sf'), '#!/bin/sh\n', { mode: 0o755 });
  const { code, stderr } = await sf(['plugins', 'link', join(NPM, 'plugin'), '--no-install']);
  assert.equal(code, 0, stderr);
});
after(() => rmSync(home, { recursive: true, force: true }));

test('switched off, sf says no more than it always does', async () => {
  const { code, stdout, stderr } = await sf(login);
  assert.equal(code, 1);
  assert.match(stdout + stderr, /fetch failed/);
  assert.doesNotMatch(stdout + stderr, /ECONNREFUSED|The login was not started/);
});

test('switched on, the login stops with the cause', async () => {
  const { code, stdout, stderr } = await sf(login, ON);
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^connection: the proxy 127\.0\.0\.1:1 refuses connections \[ECONNREFUSED\]/m);
  assert.match(stderr, /Fix: /);
  assert.match(stderr, /The login was not started\. SF_PREFLIGHT=off starts it all the same\./);
  assert.doesNotMatch(stderr, /a-secret-of-mine|JwtGrantError/);
});

test('switched on with --json, the error is JSON as sf writes it', async () => {
  const { code, stdout } = await sf([...login, '--json'], ON);
  const error = JSON.parse(stdout);
  assert.deepEqual([code, error.status, error.name, error.code], [1, 1, 'PreflightBlocked', 'ECONNREFUSED']);
  assert.equal(error.data.prediction.prints, 'fetch failed');
  assert.doesNotMatch(stdout, /a-secret-of-mine/);
});

test('where Node does not trust the root of the org, sf says `fetch failed` and the plugin what to do', async () => {
  authority(home);
  writeFileSync(join(home, 'hosts'), ['acme.my', 'login', 'test'].map((name) => `127.0.0.1 ${name}.salesforce.com\n`).join(''));
  const words = [NODE, join(MODULES, '@salesforce', 'cli', 'bin', 'run.js'), ...login];
  const there = (more) => loopback(home, words, { ...env, HTTPS_PROXY: '', ...more }, { cwd: home });
  const without = await there({});
  assert.match(without.stdout + without.stderr, /fetch failed/);
  assert.doesNotMatch(without.stdout + without.stderr, /UNABLE_TO_VERIFY_LEAF_SIGNATURE|Acme Root/);
  const on = await there(ON);
  assert.deepEqual([on.code, on.stdout], [1, '']);
  assert.match(on.stderr, /^certificate-chain: .*\n.*\[UNABLE_TO_VERIFY_LEAF_SIGNATURE\]/m);
  assert.match(on.stderr, /Acme Root/);
  assert.match(on.stderr, /export NODE_EXTRA_CA_CERTS=/);
  assert.doesNotMatch(on.stderr, /fetch failed\n.*fetch failed|JwtGrantError/);
  const mended = await there({ ...ON, NODE_EXTRA_CA_CERTS: join(home, 'root.pem') });
  assert.doesNotMatch(mended.stdout + mended.stderr, /The login was not started|fetch failed/);
  assert.match(mended.stdout + mended.stderr, /JwtGrantError|JWT/, 'sf itself was started, and asked the org');
});

test('the deprecated name of a login is a login', async () => {
  const { code, stderr } = await sf(['force:auth:jwt:grant', ...login.slice(3)], ON);
  assert.equal(code, 1);
  assert.match(stderr, /The login was not started/);
});

test('the program sees the words that were typed', async () => {
  const record = join(home, 'words.json');
  const program = join(bin, 'recorder');
  writeFileSync(program, `#!${NODE}\nconst words = process.argv.slice(2);
    if (words[0] === '--version') process.exit(0);
    require('fs').writeFileSync(process.env.RECORD, JSON.stringify(words)); process.exit(1)\n`, { mode: 0o755 });
  const typed = ['--username=a b', '-f', "it's", '--client-id', '$HOME *', '-s', '--alias', ''];
  const { code } = await sf(['org', 'login', 'jwt', ...typed], { ...ON, SF_PREFLIGHT_BINARY: program, RECORD: record });
  assert.equal(code, 1);
  const words = JSON.parse(readFileSync(record, 'utf8'));
  assert.deepEqual(words, ['--quiet', '--format', 'text', '--', 'sf', 'org', 'login', 'jwt', ...typed]);
});

test('`sf config set` switches it on', async () => {
  assert.equal((await sf(['config', 'set', 'preflight', 'on', '--global'])).code, 0);
  const { stderr } = await sf(login);
  assert.match(stderr, /The login was not started/);
  const wrong = await sf(['config', 'set', 'preflight', 'perhaps', '--global', '--json']);
  assert.match(wrong.stdout, /can only be on or off/);
  assert.equal((await sf(['config', 'unset', 'preflight', '--global'])).code, 0);
});

test('where the program is missing the login goes on, and a warning says so', async () => {
  const { code, stdout, stderr } = await sf(login, { ...ON, SF_PREFLIGHT_BINARY: '/no/such/file' });
  assert.equal(code, 1);
  assert.match(stderr.replace(/\s*›\s*/g, ' '), /could not look at this login, which goes on without it/);
  assert.match(stdout + stderr, /fetch failed/);
});

for (const [what, script] of [
  ['that its loader refuses', "echo \"program: version 'GLIBC_2.28' not found\" >&2; exit 1"],
  ['that crashes', 'kill -SEGV $$'],
  ['that is not for this machine', 'exit 126'],
]) {
  test(`with a program ${what} the login goes on, and a warning says so`, async () => {
    const program = join(bin, 'broken');
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await sf([...login, ...json], { ...ON, SF_PREFLIGHT_BINARY: program });
      assert.match(stdout + stderr, /fetch failed/);
      assert.match((stdout + stderr).replace(/\s*›\s*/g, ' '), /could not look at this login, which goes on without it/);
      assert.doesNotMatch(stdout + stderr, /The login was not started/);
    }
  });
}

test('SF_PREFLIGHT=off counts more than the setting', async () => {
  assert.equal((await sf(['config', 'set', 'preflight', 'on', '--global'])).code, 0);
  const { stdout, stderr } = await sf(login, { SF_PREFLIGHT: 'off', SF_PREFLIGHT_BINARY: '/no/such/file' });
  assert.equal((await sf(['config', 'unset', 'preflight', '--global'])).code, 0);
  assert.match(stdout + stderr, /fetch failed/);
  assert.doesNotMatch(stdout + stderr, /preflight/i);
});

test('the help of a login is shown, whatever the login would do', async () => {
  const { code, stdout, stderr } = await sf(['org', 'login', 'jwt', '--help'], { ...ON, SF_PREFLIGHT_BINARY: '/no/such/file' });
  assert.equal(code, 0);
  assert.match(stdout, /--jwt-key-file/);
  assert.doesNotMatch(stderr, /preflight/i);
});

test('what the program does not understand is left to sf', async () => {
  const { code, stdout, stderr } = await sf([...login, '--no-such-flag'], ON);
  assert.equal(code, 2);
  assert.match(stdout + stderr, /Nonexistent flag: --no-such-flag/);
});

test('other commands pass untouched', async () => {
  const { code, stdout, stderr } = await sf(['config', 'list', '--json'], { ...ON, SF_PREFLIGHT_BINARY: '/no/such/file' });
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).status, 0);
});

test('`sf preflight` tells people and programs', async () => {
  const flags = ['preflight', '--flow', 'jwt', '-r', 'https://acme.my.salesforce.com', '-f', 'no-such.key', '--offline'];
  const text = await sf(flags);
  assert.equal(text.code, 1);
  assert.match(text.stdout, /^jwt-key: /m);
  const json = await sf([...flags, '--json']);
  const { status, result, warnings } = JSON.parse(json.stdout);
  assert.deepEqual([json.code, status, result.prediction.code, warnings], [1, 1, 'ENOENT', []]);
  const ready = await sf(['preflight', '--only', 'instance-url', '--offline', '--json']);
  assert.deepEqual([ready.code, JSON.parse(ready.stdout).result.verdict], [0, 'ready']);
  const words = await sf(['preflight', '--offline', '--json', '--', ...login.slice(0, 5), '-f', 'no-such.key', '-i', '3MVG9']);
  assert.equal(JSON.parse(words.stdout).result.prediction.code, 'ENOENT');
});

test('`sf preflight` that cannot be run ends as sf ends', async () => {
  const { code, stdout } = await sf(['preflight', '--timeout', 'soon', '--json']);
  const error = JSON.parse(stdout);
  assert.deepEqual([code, error.status], [2, 2]);
  assert.match(error.message, /soon/);
});

test('`sf preflight --help` tells the flags', async () => {
  const { code, stdout } = await sf(['preflight', '--help']);
  assert.equal(code, 0);
  for (const flag of ['-r, --instance-url', '-f, --jwt-key-file', '--json', '--flags-dir']) assert.ok(stdout.includes(flag), flag);
});
