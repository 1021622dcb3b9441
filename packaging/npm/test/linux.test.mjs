// The programs for other Linux user lands and processors, as far as they were built: they judge as this machine's does,
// and the static one also where there is nothing but itself. SF_PREFLIGHT_BINARIES must hold them.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { jwt, lay, offline, said, SCENARIOS } from './scenarios.mjs';
import { authority, binaries, binary, environment, folder, loopback, ROOT, run } from './support.mjs';

const STATIC = 'x86_64-unknown-linux-musl';
const EMULATOR = 'qemu-aarch64-static';
/** How each target's program is started on an x86_64 machine. */
const START = {
  [STATIC]: [],
  'aarch64-unknown-linux-gnu': [EMULATOR, '-L', '/usr/aarch64-linux-gnu'],
  'aarch64-unknown-linux-musl': [EMULATOR],
};
const program = (target) => join(binaries(), target, 'sf-preflight');
const startable = ([file]) => file === undefined || !spawnSync(file, ['--version']).error;
const built = Object.keys(START).filter((target) => existsSync(program(target)) && startable(START[target]));
// Not below the folder for temporary files: a key there is warned of.
const home = mkdtempSync(join(ROOT, 'target', 'linux-'));
const cwd = join(home, 'project');

before(() => {
  mkdirSync(cwd);
  lay(cwd);
  authority(home);
});
after(() => rmSync(home, { recursive: true, force: true }));

for (const target of built) {
  const [file, ...before_] = [...START[target], program(target)];
  const start = (words, variables, in_ = '.') =>
    run(file, [...before_, ...words], { cwd: join(cwd, in_), env: environment(home, { HTTPS_PROXY: '', ...variables }) });

  for (const { name, login, variables, folder: in_ } of SCENARIOS) {
    test(`${target} judges alike: ${name}`, async () => {
      const usual = run(binary(), offline(login), { cwd: join(cwd, in_ ?? '.'), env: environment(home, { HTTPS_PROXY: '', ...variables }) });
      assert.deepEqual(said(await start(offline(login), variables, in_), home), said(await usual, home));
    });
  }

  test(`${target} makes the handshake, and judges the certificate by what Node would trust`, async () => {
    writeFileSync(join(home, 'hosts'), '127.0.0.1 acme.my.salesforce.com\n');
    const words = [file, ...before_, '--format', 'json', '--', ...jwt('server.key', '-r', 'https://acme.my.salesforce.com')];
    for (const [roots, expected] of [['', [true, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']], [join(home, 'root.pem'), [false, null]]]) {
      const { stdout, stderr } = await loopback(home, words, environment(home, { HTTPS_PROXY: '', NODE_EXTRA_CA_CERTS: roots }), { cwd });
      assert.ok(stdout, stderr);
      const chain = JSON.parse(stdout).checks.find(({ id }) => id === 'certificate-chain');
      assert.deepEqual([chain.status === 'fail', chain.code], expected, chain.summary);
    }
  });

  test(`${target} says for which machine it was made`, async () => {
    assert.match((await start(['--version'])).stdout, new RegExp(target));
  });
}

/** A root file system in which the static program is all there is, and these files. */
function bare(t, files) {
  const root = folder(t);
  copyFileSync(program(STATIC), join(root, 'sf-preflight'));
  copyFileSync(join(cwd, 'server.key'), join(root, 'server.key'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** Runs the static program in a root file system and a network of its own, with no variable set. */
function alone(root, words) {
  return loopback(home, ['chroot', root, '/sf-preflight', ...words], { PATH: process.env.PATH });
}
const look = async (root, words = [], start = alone) => {
  const { code, stdout, stderr } = await start(root, ['--format', 'json', ...words, '--', 'sf', 'org', 'login', 'jwt', '-o', 'me@acme.example', '-i', '3MVG9', '-f', '/server.key', '-r', 'https://acme.my.salesforce.com']);
  assert.ok(stdout, stderr);
  const report = JSON.parse(stdout);
  return { code, report, check: (id) => report.checks.find((check) => check.id === id) };
};
const RESOLVER = { 'etc/resolv.conf': 'nameserver 127.0.0.1\n' };

if (built.includes(STATIC)) {
  test('the static program asks for no library and no loader', () => {
    const headers = execFileSync('readelf', ['--program-headers', '--dynamic', '--wide', program(STATIC)], { encoding: 'utf8' });
    assert.match(headers, /LOAD/);
    assert.doesNotMatch(headers, /INTERP|NEEDED/);
  });

  test('alone, it finds the org by its name server', async (t) => {
    const { check } = await look(bare(t, RESOLVER));
    assert.deepEqual([check('dns').status, check('connection').status], ['pass', 'pass']);
    assert.equal(check('certificate-chain').status, 'fail');
  });

  test('alone, it finds the org in the hosts file', async (t) => {
    const { check } = await look(bare(t, { 'etc/hosts': '127.0.0.1 acme.my.salesforce.com\n' }), ['--only', 'dns,connection']);
    assert.equal(check('connection').status, 'pass', check('dns').summary);
  });

  test('alone, it tells a name that does not exist from a name server that does not answer', async (t) => {
    for (const [server, code] of [['127.0.0.1', 'ENOTFOUND'], ['127.0.0.9', 'EAI_AGAIN']]) {
      const root = bare(t, { 'etc/resolv.conf': `nameserver ${server}\noptions timeout:1 attempts:1\n` });
      const { stdout } = await alone(root, ['--format', 'json', '--only', 'dns', '--flow', 'web', '--instance-url', 'https://nowhere.my.salesforce.com']);
      assert.equal(JSON.parse(stdout).checks[0].code, code);
    }
  });

  for (const [system, path] of [
    ['Alpine', 'etc/ssl/cert.pem'],
    ['Debian and Alpine', 'etc/ssl/certs/ca-certificates.crt'],
    ['RHEL', 'etc/pki/tls/certs/ca-bundle.crt'],
  ]) {
    test(`alone, it finds the roots that the system trusts of ${system}`, async (t) => {
      const without = bare(t, RESOLVER);
      const exported = ['trust', 'export', '--out', '/corp-ca.pem', 'acme.my.salesforce.com'];
      const refused = await alone(without, exported);
      assert.match(refused.stderr, /operating system does not trust it/);
      assert.equal(refused.code, 1);

      const root = bare(t, { ...RESOLVER, [path]: readFileSync(join(home, 'root.pem')) });
      const { code, stderr } = await alone(root, exported);
      assert.equal(code, 0, stderr);
      assert.ok(readFileSync(join(root, 'corp-ca.pem'), 'utf8').includes(readFileSync(join(home, 'root.pem'), 'utf8').trim()));
    });
  }
}

/** Whole user lands that packaging/roots.sh has made. */
const ROOTS = join(ROOT, 'target', 'packaging', 'roots');
const roots = existsSync(ROOTS) ? readdirSync(ROOTS, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')) : [];

/** Runs the static program in a user land and a network of its own, with these files over the user land's. */
function inside(files) {
  const script = 'root=$1; shift; while [ "$1" != -- ]; do mount --bind "$1" "$root/$2"; shift 2; done; shift; exec chroot "$root" "$@"';
  return (root, words) => {
    const laid = { 'sf-preflight': program(STATIC), 'server.key': join(cwd, 'server.key'), 'etc/resolv.conf': join(home, 'resolv.conf'), ...files };
    for (const path of Object.keys(laid).map((name) => join(root, name))) {
      mkdirSync(dirname(path), { recursive: true });
      if (!existsSync(path)) writeFileSync(path, '');
    }
    const mounts = Object.entries(laid).flatMap(([name, source]) => [source, name]);
    return loopback(home, ['sh', '-c', script, 'sh', root, ...mounts, '--', '/sf-preflight', ...words], { PATH: process.env.PATH });
  };
}

for (const { name } of built.includes(STATIC) ? roots : []) {
  test(`in the user land ${name} it finds the org, and what the system trusts`, async () => {
    const root = join(ROOTS, name);
    writeFileSync(join(home, 'resolv.conf'), RESOLVER['etc/resolv.conf']);
    const { check } = await look(root, [], inside({}));
    assert.deepEqual([check('dns').status, check('connection').status, check('jwt-key').status], ['pass', 'pass', 'pass']);
    assert.equal(check('certificate-chain').code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');

    const exported = ['trust', 'export', '--force', '--out', '/corp-ca.pem', 'acme.my.salesforce.com'];
    const refused = await inside({})(root, exported);
    assert.match(refused.stderr, /operating system does not trust it/);
    const trusted = await inside({ 'etc/ssl/certs/ca-certificates.crt': join(home, 'root.pem') })(root, exported);
    assert.equal(trusted.code, 0, trusted.stderr);
    assert.ok(readFileSync(join(root, 'corp-ca.pem'), 'utf8').includes(readFileSync(join(home, 'root.pem'), 'utf8').trim()));
  });
}
