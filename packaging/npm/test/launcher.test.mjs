// The launcher: which program it chooses, and that it is the program in everything but name.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, LAUNCHER, run } from './support.mjs';

const { binaryPath, candidates, NoBinary, platforms } = createRequire(import.meta.url)('sf-preflight');

/** A program that does what a line of JavaScript says. */
function program(t, script) {
  const path = join(folder(t), 'program');
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const start = (path, words = [], options = {}) =>
  run(process.execPath, [LAUNCHER, ...words], { env: { ...process.env, SF_PREFLIGHT_BINARY: path }, ...options });

test('each platform has its packages, the best first', () => {
  for (const [machine, expected] of [
    [{ os: 'linux', cpu: 'x64', glibc: '2.28' }, ['linux-x64-gnu', 'linux-x64-musl']],
    [{ os: 'linux', cpu: 'x64', glibc: '2.100' }, ['linux-x64-gnu', 'linux-x64-musl']],
    [{ os: 'linux', cpu: 'x64', glibc: '2.17' }, ['linux-x64-musl']],
    [{ os: 'linux', cpu: 'x64', glibc: undefined }, ['linux-x64-musl']],
    [{ os: 'linux', cpu: 'arm64', glibc: '2.36' }, ['linux-arm64-gnu', 'linux-arm64-musl']],
    [{ os: 'linux', cpu: 's390x', glibc: '2.36' }, []],
    [{ os: 'darwin', cpu: 'arm64' }, ['darwin-arm64']],
    [{ os: 'darwin', cpu: 'x64' }, ['darwin-x64']],
    [{ os: 'win32', cpu: 'x64' }, ['win32-x64']],
    [{ os: 'win32', cpu: 'arm64' }, ['win32-arm64']],
    [{ os: 'win32', cpu: 'ia32' }, []],
  ]) {
    assert.deepEqual(candidates(machine).map(({ name }) => name), expected, JSON.stringify(machine));
  }
  assert.equal(new Set(platforms.map(({ target }) => target)).size, platforms.length);
});

test('the first candidate whose program is there is taken', (t) => {
  const packages = folder(t);
  for (const name of ['linux-x64-gnu', 'linux-x64-musl']) mkdirSync(join(packages, name, 'bin'), { recursive: true });
  const resolve = (name) => join(packages, name.replace('@sf-preflight/', ''));
  const machine = { env: {}, os: 'linux', cpu: 'x64', glibc: () => '2.36', resolve };
  assert.throws(() => binaryPath(machine), NoBinary, 'a package without its program does not count');
  for (const name of ['linux-x64-musl', 'linux-x64-gnu']) {
    const file = join(packages, name, 'bin', 'sf-preflight');
    writeFileSync(file, '');
    assert.equal(binaryPath(machine), file);
  }
  assert.match(binaryPath({ ...machine, glibc: () => undefined }), /linux-x64-musl/);
});

test('where there is no program the message says why and what to do', () => {
  const resolve = () => {
    throw new Error('not installed');
  };
  for (const [machine, expected] of [
    [{ os: 'aix', cpu: 'ppc64' }, /no prebuilt program for aix on ppc64.*cargo install/],
    [{ os: 'darwin', cpu: 'arm64' }, /@sf-preflight\/darwin-arm64.*--omit=optional.*npm install sf-preflight @sf-preflight\/darwin-arm64/],
    [{ os: 'win32', cpu: 'x64', here: 'C:\\npm-cache\\_npx\\1f\\node_modules' }, /npx -p sf-preflight -p @sf-preflight\/win32-x64 sf-preflight/],
    [{ os: 'linux', cpu: 'x64', glibc: () => '2.17' }, /glibc 2\.17.*npm install --force sf-preflight @sf-preflight\/linux-x64-musl/],
    [{ env: { SF_PREFLIGHT_BINARY: '/no/such/file' } }, /SF_PREFLIGHT_BINARY names \/no\/such\/file/],
  ]) {
    assert.throws(() => binaryPath({ env: {}, resolve, ...machine }), (error) => error instanceof NoBinary && expected.test(error.message));
  }
});

test('without a program the exit status is that of a fault of ours', async () => {
  const { code, stderr, stdout } = await start('/no/such/file');
  assert.deepEqual([code, stdout], [3, '']);
  assert.match(stderr, /^sf-preflight: SF_PREFLIGHT_BINARY names/);
});

test('arguments, streams and exit status pass through', async (t) => {
  const path = program(t, 'console.log(JSON.stringify(process.argv.slice(2))); console.error("said"); process.exit(7)');
  const words = ['--quiet', '--', 'sf', 'org', 'login', 'jwt', '--username', 'a b"c\'d', '', '$HOME', '*'];
  const { code, stdout, stderr } = await start(path, words);
  assert.equal(code, 7);
  assert.deepEqual(JSON.parse(stdout), words);
  assert.equal(stderr, 'said\n');
});

test('standard input passes through', async (t) => {
  const path = program(t, 'process.stdin.pipe(process.stdout)');
  const child = spawn(process.execPath, [LAUNCHER], { env: { ...process.env, SF_PREFLIGHT_BINARY: path } });
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  child.stdin.end('force://…');
  const [code] = await once(child, 'close');
  assert.deepEqual([code, text], [0, 'force://…']);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  test(`${signal} reaches the program, whose exit status counts`, async (t) => {
    const path = program(t, `process.on('${signal}', () => process.exit(130)); console.log('ready'); setInterval(() => {}, 1000)`);
    const child = spawn(process.execPath, [LAUNCHER], { env: { ...process.env, SF_PREFLIGHT_BINARY: path } });
    await once(child.stdout, 'data');
    child.kill(signal);
    assert.deepEqual(await once(child, 'close'), [130, null]);
  });
}

test('a program that a signal ended ends the launcher the same way', async (t) => {
  const { code, signal } = await start(program(t, "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)"));
  assert.deepEqual([code, signal], [null, 'SIGKILL']);
});
