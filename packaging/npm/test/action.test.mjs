// The GitHub Action: its step, run as the runner runs it, with the npm package from a registry on loopback.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { packAll } from '../pack.mjs';
import { binaries, environment, folder, NPM, registry, ROOT, run } from './support.mjs';

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
const [step] = action.runs.steps;
const tarballs = mkdtempSync(join(tmpdir(), 'sf-preflight-tarballs-'));

before(() => packAll({ binaries: binaries(), out: tarballs }));
after(() => rmSync(tarballs, { recursive: true, force: true }));

/** What the step's variables are, where these inputs are given. */
function variables(inputs) {
  const value = (expression) => {
    const name = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)[1];
    assert.ok(name in action.inputs, `${name} is an input`);
    return inputs[name] ?? action.inputs[name].default ?? '';
  };
  return Object.fromEntries(Object.entries(step.env).map(([name, expression]) => [name, value(expression)]));
}

/** Runs the step, and reads what it left for the runner. */
async function look(t, inputs, more = {}) {
  const home = folder(t);
  const [temporary, bin, cwd] = ['temp', 'bin', 'work'].map((name) => join(home, name));
  for (const path of [temporary, bin, cwd]) mkdirSync(path);
  const npm = join(bin, 'npm');
  writeFileSync(npm, `#!/bin/sh\nexec '${process.execPath}' '${join(NPM, 'node_modules', 'npm-11', 'bin', 'npm-cli.js')}' "$@"\n`);
  chmodSync(npm, 0o755);
  const { url, asked } = await registry(t, tarballs);
  const files = { GITHUB_OUTPUT: join(home, 'output'), GITHUB_STEP_SUMMARY: join(home, 'summary') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  const env = environment(home, {
    ...files,
    ...variables(inputs),
    PATH: `${bin}:${process.env.PATH}`,
    RUNNER_TEMP: temporary,
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: ROOT,
    npm_config_registry: url,
    npm_config_cache: join(home, 'cache'),
    ...more,
  });
  // As the runner starts `shell: bash`.
  const done = await run('/bin/bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], { cwd, env });
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8').trim().split('\n').filter(Boolean);
  const outputs = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  return { ...done, asked, cwd, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

const login = { 'instance-url': 'https://acme.my.salesforce.com', username: 'me@acme.example', 'client-id': '3MVG9', 'jwt-key-file': 'no-such.key', offline: 'true' };

test('no input is part of a command', () => {
  assert.equal(action.runs.using, 'composite');
  for (const each of action.runs.steps) {
    assert.ok(!each.run.includes('${{'), each.run);
    assert.equal(each.shell, 'bash');
  }
});

test('each input reaches the program, and each output is one of the step', () => {
  const given = Object.values(step.env).map((expression) => /inputs\.([a-z-]+)/.exec(expression)[1]);
  assert.deepEqual(given.toSorted(), Object.keys(action.inputs).toSorted());
  for (const [name, { value }] of Object.entries(action.outputs)) assert.equal(value, `\${{ steps.look.outputs.${name} }}`);
});

test('a blocked login fails the step, with annotations, a summary and outputs', async (t) => {
  const { code, stdout, stderr, summary, outputs, asked } = await look(t, login);
  assert.equal(code, 1, stderr);
  assert.match(stdout, /^::error title=jwt-key::.*\[ENOENT\]/m);
  assert.equal(summary.match(/^#+ .*blocked/gim)?.length, 1, summary);
  assert.deepEqual([outputs.verdict, outputs.code], ['blocked', 'ENOENT']);
  assert.equal(JSON.parse(readFileSync(outputs.report, 'utf8')).verdict, 'blocked');
  const packages = new Set(asked.filter((path) => !path.startsWith('/-/npm')).map((path) => path.replace(/^\/(-\/)?/, '').split(/[/-]/)[0]));
  assert.deepEqual([...packages].filter((name) => !['sf', '@sf'].includes(name)), [], 'nothing but the npm package is asked for');
});

test('a login that can work passes', async (t) => {
  const { code, stdout, stderr, outputs } = await look(t, { ...login, only: 'instance-url,client-id' });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout, /^::error/m);
  assert.deepEqual([outputs.verdict, outputs.code], ['ready', '']);
});

test('an input cannot become a command, an option or an output', async (t) => {
  const evil = '"; touch hacked; $(touch hacked) `touch hacked`\nverdict=ready\n::set-output name=verdict::ready';
  const { code, cwd, outputs, stdout } = await look(t, { ...login, username: evil, 'jwt-key-file': evil, 'instance-url': `--help ${evil}` });
  assert.equal(code, 1);
  assert.deepEqual(readdirSync(cwd), []);
  assert.equal(outputs.verdict, 'blocked');
  assert.doesNotMatch(stdout, /^::set-output/m);
});

test('a version that is none is refused', async (t) => {
  const { code, stdout, asked } = await look(t, { ...login, version: '0.1.0 evil --registry=x' });
  assert.equal(code, 2);
  assert.match(stdout, /^::error title=sf-preflight::the input version is no version/);
  assert.deepEqual(asked, []);
});

test('an input that the program refuses ends the step with its words', async (t) => {
  const { code, stderr, outputs } = await look(t, { ...login, timeout: 'soon' });
  assert.equal(code, 2);
  assert.match(stderr, /soon/);
  assert.deepEqual(outputs, {});
});

test('what the job has set for other runs does not matter', async (t) => {
  const set = { SF_PREFLIGHT_EXEC: 'true', SF_PREFLIGHT_FORMAT: 'json', SF_PREFLIGHT_OUTPUT: 'x', SF_PREFLIGHT_REPORT: 'json=-' };
  const { code, stdout } = await look(t, login, set);
  assert.equal(code, 1);
  assert.match(stdout, /^::error title=jwt-key::/m);
});

test('each use of the action in a job has its own report, and none has another one\'s outputs', async (t) => {
  const job = { RUNNER_TEMP: folder(t) };
  const first = await look(t, login, job);
  const second = await look(t, { ...login, only: 'instance-url' }, job);
  assert.deepEqual([first.outputs.verdict, second.outputs.verdict], ['blocked', 'ready']);
  for (const { outputs } of [first, second]) assert.equal(JSON.parse(readFileSync(outputs.report, 'utf8')).verdict, outputs.verdict);
  const refused = await look(t, { ...login, timeout: 'soon' }, job);
  assert.deepEqual([refused.code, refused.outputs], [2, {}]);
});

test('checks are named in a list of any form', async (t) => {
  for (const only of ['instance-url, client-id', '\ninstance-url\nclient-id,\n']) {
    const { code, outputs, stderr } = await look(t, { ...login, only });
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(readFileSync(outputs.report, 'utf8')).checks.map(({ id }) => id), ['instance-url', 'client-id'], only);
  }
});

test('a job that leaves optional dependencies out gets the program all the same', async (t) => {
  const { code, stderr } = await look(t, { ...login, only: 'instance-url' }, { npm_config_omit: 'optional', NODE_ENV: 'production' });
  assert.equal(code, 0, stderr);
});

test('where the package cannot be had, an annotation says so, and the login is not called blocked', async (t) => {
  const { code, stdout, outputs } = await look(t, { ...login, version: '9.9.9' });
  assert.deepEqual([code, outputs], [3, {}]);
  assert.match(stdout, /^::error title=sf-preflight::the npm package sf-preflight@9\.9\.9 could not be installed/m);
});

test('where there is no Node, an annotation says how to have one', async (t) => {
  const bin = folder(t);
  for (const name of ['bash', 'dirname', 'mkdir', 'mktemp', 'sed']) {
    symlinkSync(join('/usr/bin', name), join(bin, name));
  }
  const { code, stdout } = await look(t, login, { PATH: bin });
  assert.equal(code, 3);
  assert.match(stdout, /^::error title=sf-preflight::.*actions\/setup-node/m);
});
