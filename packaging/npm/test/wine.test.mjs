// The Windows program under Wine: the same verdicts as on Linux where no network and nothing of the system is asked, and
// what only Windows has. SF_PREFLIGHT_BINARIES must hold the Windows program, and wine and mingw-w64 must be here.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { jwt, lay, offline, said, SCENARIOS } from './scenarios.mjs';
import { authority, binaries, binary, environment, loopback, ROOT, run } from './support.mjs';

// Not below the folder for temporary files: a key there is warned of.
const home = mkdtempSync(join(ROOT, 'target', 'wine-'));
const cwd = join(home, 'project');
const program = join(home, 'sf-preflight.exe');

before(() => {
  mkdirSync(cwd);
  lay(cwd);
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
const windows = (words, more = {}, folder = '.') => run('wine', [program, ...words], { cwd: join(cwd, folder), env: wine(more) });
// Without this machine's Node and sf, which Windows does not have.
const linux = (words, more = {}, folder = '.') => run(binary(), words, { cwd: join(cwd, folder), env: plain({ PATH: home, ...more }) });

for (const { name, login, variables, folder } of SCENARIOS) {
  test(`the same on both: ${name}`, async () => {
    const [here, there] = [await linux(offline(login), variables, folder), await windows(offline(login), variables, folder)];
    // Windows' files have no mode.
    assert.deepEqual(said(there, home, ['mode']), said(here, home, ['mode']));
  });
}

test('the case of a variable does not count', async () => {
  const { stdout } = await windows(offline(jwt('server.key')), { Node_Tls_Reject_Unauthorized: '0' });
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
  const { stdout } = await windows(offline(jwt(path)));
  assert.equal(JSON.parse(stdout).checks.find(({ id }) => id === 'jwt-key').status, 'pass');
});

test('%VAR% is no variable to sf, and is told apart from a file', async () => {
  const { stdout } = await windows(offline(jwt('%USERPROFILE%\\server.key')));
  const check = JSON.parse(stdout).checks.find(({ id }) => id === 'jwt-key');
  assert.deepEqual([check.status, check.code], ['fail', 'ENOENT']);
});

test('what to type is for PowerShell, and in Git Bash for that', async () => {
  const words = ['--offline', '--only', 'tls-verification'];
  const text = async (more) => (await windows(words, { NODE_TLS_REJECT_UNAUTHORIZED: '0', ...more })).stdout;
  assert.match(await text({}), /^ +Remove-Item Env:NODE_TLS_REJECT_UNAUTHORIZED$/m);
  assert.match(await text({ SHELL: '/usr/bin/bash' }), /^ +unset NODE_TLS_REJECT_UNAUTHORIZED$/m);
});

/** A certificate as Windows' registry keeps it: the property 32, which is the certificate itself, of encoding 1. */
function registryFile(certificate) {
  const head = Buffer.alloc(12);
  [32, 1, certificate.length].forEach((number, index) => head.writeUInt32LE(number, index * 4));
  const bytes = [...Buffer.concat([head, certificate])].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
  const name = createHash('sha1').update(certificate).digest('hex').toUpperCase();
  const key = `HKEY_CURRENT_USER\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates\\${name}`;
  return `REGEDIT4\r\n\r\n[${key}]\r\n"Blob"=hex:${bytes}\r\n`;
}

test('a root in the certificate store is found there', async () => {
  const certificates = join(home, 'certificates');
  mkdirSync(certificates);
  authority(certificates);
  writeFileSync(join(certificates, 'hosts'), '127.0.0.1 acme.my.salesforce.com\n');
  const root = readFileSync(join(certificates, 'root.pem'), 'utf8');
  writeFileSync(join(certificates, 'root.reg'), registryFile(new X509Certificate(root).raw));
  // Wine's server makes the sockets: one that runs already would make them on the machine's network.
  const still = () => execFileSync('wineserver', ['--wait'], { env: wine({}), stdio: 'ignore' });
  const exported = async () => {
    still();
    const words = ['wine', program, 'trust', 'export', '--out', 'corp-ca.pem', 'acme.my.salesforce.com'];
    return loopback(certificates, words, wine({}), { cwd });
  };
  const before_ = await exported();
  assert.equal(before_.code, 1, before_.stderr);
  assert.match(before_.stderr, /operating system does not trust it/);
  const imported = await run('wine', ['regedit', '/s', join(certificates, 'root.reg')], { cwd, env: wine({}) });
  assert.equal(imported.code, 0, imported.stderr);
  const after_ = await exported();
  assert.equal(after_.code, 0, after_.stderr);
  assert.ok(readFileSync(join(cwd, 'corp-ca.pem'), 'utf8').includes(root.trim()));
});

test('the version says for which machine it was made', async () => {
  assert.match((await windows(['--version'])).stdout, /x86_64-pc-windows-gnu/);
});
