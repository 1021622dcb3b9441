// The plugin's own decisions. What it does inside the real sf is in sf.test.mjs.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder } from './support.mjs';

const require = createRequire(import.meta.url);
const plugin = (name) => require(`../plugin/lib/${name}`);
const { errorDocument, readsStandardInput, wantsJson } = plugin('hook.js');
const { said } = plugin('switch.js');
const { longest, run, variables } = plugin('program.js');
const { words } = plugin('commands/preflight.js');
const [setting] = plugin('config_meta.js').default;

test('the variable decides before the project, the project before the user', (t) => {
  const [home, project] = [folder(t), folder(t)];
  const below = join(project, 'force-app', 'main');
  mkdirSync(below, { recursive: true });
  writeFileSync(join(project, 'sfdx-project.json'), '{}');
  const set = (root, value) => {
    mkdirSync(join(root, '.sf'), { recursive: true });
    writeFileSync(join(root, '.sf', 'config.json'), JSON.stringify({ 'target-org': 'x', preflight: value }));
  };
  const on = (env = {}, cwd = below) => said({ env, cwd, home }).on;

  assert.equal(on(), false, 'nothing is set');
  set(home, 'on');
  assert.equal(on(), true, 'the user has switched it on');
  set(project, 'off');
  assert.equal(on(), false, 'the project has switched it off');
  assert.equal(on({}, home), true, 'outside the project the user counts');
  assert.equal(on({ SF_PREFLIGHT: 'on' }), true, 'the variable counts most');
  writeFileSync(join(project, '.sf', 'config.json'), '{ not JSON');
  assert.equal(on(), true, 'a file that cannot be read says nothing');
});

test('what the variable means', () => {
  for (const [value, expected] of [
    ['on', true],
    ['ON', true],
    ['true', true],
    ['1', true],
    ['yes', true],
    ['off', false],
    ['false', false],
    ['0', false],
    ['no', false],
    ['', false],
    ['maybe', undefined],
  ]) {
    assert.equal(said({ env: { SF_PREFLIGHT: value } }).on, expected, value);
    assert.equal(setting.input.validator(value), expected !== undefined, value);
  }
  assert.equal(setting.input.validator(undefined), false);
});

test('a login that reads its URL from standard input is left alone', () => {
  for (const [argv, expected] of [
    [['--sfdx-url-stdin', '-'], true],
    [['--sfdx-url-stdin=-'], true],
    [['--sfdxurlstdin'], true],
    [['-u'], true],
    [['-su'], true],
    [['--sfdx-url-file', 'url.txt'], false],
    [['-f', 'url.txt'], false],
  ]) {
    assert.equal(readsStandardInput('org:login:sfdx-url', argv), expected, argv.join(' '));
    assert.equal(readsStandardInput('org:login:jwt', argv), false, 'elsewhere -u is the user');
  }
});

test('JSON is wanted where oclif and sf want it', () => {
  for (const [argv, env, expected] of [
    [['--json'], {}, true],
    [['--', '--json'], {}, false],
    [[], {}, false],
    [[], { SF_CONTENT_TYPE: 'JSON' }, true],
    [[], { SF_CONTENT_TYPE: 'text' }, false],
  ]) {
    assert.equal(wantsJson(argv, env), expected, JSON.stringify([argv, env]));
  }
});

test('the program gets no variable that would make it start sf', () => {
  const env = { SF_PREFLIGHT_EXEC: 'true', SF_PREFLIGHT_OUTPUT: 'x', SF_REDIRECTED: '1', SF_PREFLIGHT_TIMEOUT: '3', PATH: '/bin' };
  assert.deepEqual(variables(env), { SF_PREFLIGHT_TIMEOUT: '3', PATH: '/bin' });
});

test('a program is given its own time and some more, but where it was told to look again and again', () => {
  for (const [env, expected] of [
    [{}, 23_000],
    [{ SF_PREFLIGHT_TIMEOUT: '' }, 23_000],
    [{ SF_PREFLIGHT_TIMEOUT: 'soon' }, 23_000],
    [{ SF_PREFLIGHT_TIMEOUT: '2.5' }, 17_500],
    [{ SF_PREFLIGHT_TIMEOUT: '60' }, 75_000],
    [{ SF_PREFLIGHT_RETRY: '3' }, undefined],
    [{ SF_PREFLIGHT_WATCH: '1' }, undefined],
    [{ SF_PREFLIGHT_WATCH_FOR: '60' }, undefined],
    [{ SF_PREFLIGHT_WATCH_FOR: '' }, 23_000],
  ]) {
    assert.equal(longest(env), expected, JSON.stringify(env));
  }
});

test('a program that does not end is ended', (t) => {
  const path = join(folder(t), 'program');
  writeFileSync(path, `#!${process.execPath}\nprocess.on('SIGTERM', () => {}); setInterval(() => {}, 1000)\n`, { mode: 0o755 });
  const started = performance.now();
  assert.throws(() => run([], 'ignore', { SF_PREFLIGHT_BINARY: path }, 300), /did not end within 0\.3 seconds/);
  assert.ok(performance.now() - started < 10_000);
});

test('flags become the options of the program', () => {
  for (const [flags, login, json, expected] of [
    [{}, [], false, ['--format', 'text']],
    [{ json: true, 'flags-dir': 'x' }, [], true, ['--format', 'json']],
    [{ flow: 'jwt', 'client-id': '-3MVG9' }, [], false, ['--format', 'text', '--flow=jwt', '--client-id=-3MVG9']],
    [{ strict: true, offline: false, only: ['dns', 'proxy'] }, [], false, ['--format', 'text', '--strict', '--only=dns', '--only=proxy']],
    [{}, ['org', 'login', 'web'], false, ['--format', 'text', '--', 'sf', 'org', 'login', 'web']],
    [{}, ['sf', 'org', 'login', 'web'], false, ['--format', 'text', '--', 'sf', 'org', 'login', 'web']],
  ]) {
    assert.deepEqual(words(flags, login, json), expected);
  }
});

test('the JSON error says what sf would have said, and why', () => {
  const fixes = [{ text: 'Name the file.', commands: {} }];
  const checks = [
    { id: 'dns', status: 'pass', summary: 'found', fixes: [] },
    { id: 'trust-store', status: 'fail', summary: 'Node does not trust it', fixes },
  ];
  const prediction = { outcome: 'fail', code: 'SELF_SIGNED_CERT_IN_CHAIN', prints: 'fetch failed' };
  const report = { verdict: 'blocked', prediction, checks };
  const { data, ...document } = errorDocument('org:login:jwt', report);
  assert.equal(data, report);
  assert.deepEqual(document, {
    name: 'PreflightBlocked',
    message: 'Node does not trust it. The login was not started: sf would print "fetch failed".',
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    exitCode: 1,
    status: 1,
    context: 'org:login:jwt',
    commandName: 'org:login:jwt',
    actions: ['Name the file.'],
    warnings: [],
  });
  const hang = errorDocument('org:login:web', { ...report, prediction: { outcome: 'hang', code: null, prints: null } });
  assert.match(hang.message, /the outcome would be "hang"/);
});
