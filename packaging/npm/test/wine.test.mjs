// The Windows program under Wine: the same verdicts as on Linux where no network and nothing of the system is asked, and
// what only Windows has. SF_PREFLIGHT_BINARIES must hold the Windows program, and wine and mingw-w64 must be here.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { binaries, binary, environment, ROOT, run } from './support.mjs';

// Not below the folder for temporary files: a key there is warned of.
const home = mkdtempSync(join(ROOT, 'target', 'wine-'));
const cwd = join(home, 'project');
const program = join(home, 'sf-preflight.exe');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
const FILES = {
  'server.key': key,
  'crlf.key': key.replaceAll('\n', '\r\n'),
  'bom.key': `\ufeff${key}`,
  'literal.key': key.replaceAll('\n', '\\n'),
  'public.key': publicKey.export({ type: 'spki', format: 'pem' }),
  'empty.key': '',
};
/** What the machine itself decides, or what only a network shows. */
const OTHERS = 'runtime,browser,keychain,oauth-port,npm-strict-ssl';

before(() => {
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(cwd, name), text, { mode: 0o600 });
  copyFileSync(join(binaries(), 'x86_64-pc-windows-gnu', 'sf-preflight.exe'), program);
  const source = join(dirname(fileURLToPath(import.meta.url)), 'wine', 'bcryptprimitives.c');
  execFileSync('x86_64-w64-mingw32-gcc', ['-shared', '-o', join(home, 'bcryptprimitives.dll'), source, '-ladvapi32']);
});
after(() => {
  execFileSync('wineserver', ['--wait'], { env: wine({}), stdio: 'ignore' });
  rmSync(home, { recursive: true, force: true });
});

const plain = (more) => environment(home, { HTTPS_PROXY: '', ...more });
// A SHELL, as Git Bash sets it, would ask for its commands.
const wine = (more) => plain({ SHELL: undefined, WINEPREFIX: join(home, 'wine'), WINEDEBUG: '-all', ...more });
const windows = (words, more = {}) => run('wine', [program, ...words], { cwd, env: wine(more) });
const linux = (words, more = {}) => run(binary(), words, { cwd, env: plain(more) });

/** What a report says, whatever the paths look like. */
function said({ code, stdout, stderr }) {
  assert.ok(stdout, stderr);
  const text = stdout.replaceAll('Z:\\\\', '/').replaceAll('\\\\', '/').replaceAll(home, '');
  const { verdict, prediction, login, checks } = JSON.parse(text);
  const each = checks.map(({ id, status, summary, code: of, fixes }) => ({ id, status, summary, code: of, fixes: fixes?.map((fix) => fix.text) }));
  return { code, verdict, prediction, login, checks: each };
}

const jwt = (file, ...more) => ['--', 'sf', 'org', 'login', 'jwt', '-o', 'me@acme.example', '-i', '3MVG9', '-f', file, ...more];
const org = ['-r', 'https://acme.my.salesforce.com'];
for (const [name, words, variables] of [
  ['a good key', jwt('server.key', ...org)],
  ['a key with CRLF', jwt('crlf.key', ...org)],
  ['a key with a byte order mark', jwt('bom.key', ...org)],
  ['a key with literal newlines', jwt('literal.key', ...org)],
  ['a public key', jwt('public.key', ...org)],
  ['an empty key', jwt('empty.key', ...org)],
  ['a missing key', jwt('no-such.key', ...org)],
  ['a folder for a key', jwt('.', ...org)],
  ['a Lightning URL', jwt('server.key', '-r', 'https://acme.lightning.force.com')],
  ['a URL without a scheme', jwt('server.key', '-r', 'acme.my.salesforce.com')],
  ['an http URL', jwt('server.key', '-r', 'http://acme.my.salesforce.com')],
  ['verification switched off', jwt('server.key', ...org), { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ['a missing file of certificates', jwt('server.key', ...org), { NODE_EXTRA_CA_CERTS: 'no-such.pem' }],
  ['a proxy that is no URL', jwt('server.key', ...org), { HTTPS_PROXY: 'proxy.acme.example:3128:9' }],
  ['a web login', ['--', 'sf', 'org', 'login', 'web', ...org]],
]) {
  test(`the same on both: ${name}`, async () => {
    const all = ['--offline', '--format', 'json', '--skip', OTHERS, ...words];
    assert.deepEqual(said(await windows(all, variables)), said(await linux(all, variables)));
  });
}

test('the case of a variable does not count', async () => {
  const { stdout } = await windows(['--offline', '--format', 'json', '--skip', OTHERS, ...jwt('server.key')], { Node_Tls_Reject_Unauthorized: '0' });
  const check = JSON.parse(stdout).checks.find(({ id }) => id === 'tls-verification');
  assert.equal(check.status, 'fail', check.summary);
});

test('sf.cmd, as npm makes it, leads to sf', async () => {
  const bin = join(home, 'npm');
  const cli = join(bin, 'node_modules', '@salesforce', 'cli');
  mkdirSync(join(cli, 'bin'), { recursive: true });
  writeFileSync(join(cli, 'package.json'), JSON.stringify({ name: '@salesforce/cli', version: '2.150.6' }));
  writeFileSync(join(cli, 'bin', 'run.js'), '#!/usr/bin/env node\n');
  const shim = '@ECHO off\nSETLOCAL\nendLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\\node_modules\\@salesforce\\cli\\bin\\run.js" %*\n';
  writeFileSync(join(bin, 'sf.cmd'), shim.replaceAll('\n', '\r\n'));
  const { stdout } = await windows(['--offline', '--format', 'json', '--only', 'runtime'], { WINEPATH: `Z:${bin.replaceAll('/', '\\')}` });
  const [runtime] = JSON.parse(stdout).checks;
  assert.match(JSON.stringify(runtime.evidence), /"?2\.150\.6/);
});

test('a path with a drive letter is a path', async () => {
  const path = `Z:${join(cwd, 'server.key').replaceAll('/', '\\')}`;
  const { stdout } = await windows(['--offline', '--format', 'json', '--skip', OTHERS, ...jwt(path)]);
  assert.equal(JSON.parse(stdout).checks.find(({ id }) => id === 'jwt-key').status, 'pass');
});

test('%VAR% is no variable to sf, and is told apart from a file', async () => {
  const { stdout } = await windows(['--offline', '--format', 'json', '--skip', OTHERS, ...jwt('%USERPROFILE%\\server.key')]);
  const check = JSON.parse(stdout).checks.find(({ id }) => id === 'jwt-key');
  assert.deepEqual([check.status, check.code], ['fail', 'ENOENT']);
});

test('what to type is for PowerShell, and in Git Bash for that', async () => {
  const words = ['--offline', '--only', 'tls-verification'];
  const text = async (more) => (await windows(words, { NODE_TLS_REJECT_UNAUTHORIZED: '0', ...more })).stdout;
  assert.match(await text({}), /^ +Remove-Item Env:NODE_TLS_REJECT_UNAUTHORIZED$/m);
  assert.match(await text({ SHELL: '/usr/bin/bash' }), /^ +unset NODE_TLS_REJECT_UNAUTHORIZED$/m);
});

test('the version says for which machine it was made', async () => {
  assert.match((await windows(['--version'])).stdout, /x86_64-pc-windows-gnu/);
});
