// The manifests of other package managers, filled; and that every list of platforms names the same ones.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { archive, fill } from '../fill.mjs';
import { version } from '../pack.mjs';
import { folder, NPM, ROOT } from './support.mjs';

const { platforms } = createRequire(import.meta.url)('sf-preflight');
const read = (...path) => readFileSync(join(...path), 'utf8');
const repository = 'acme/sf-preflight';

/** The manifests, filled with made-up archives. */
function filled(t) {
  const [archives, out] = [folder(t), folder(t)];
  const sums = {};
  for (const { target } of platforms) {
    writeFileSync(join(archives, archive(target)), target);
    sums[target] = createHash('sha256').update(target).digest('hex');
  }
  assert.deepEqual(fill({ archives, out, repository }), []);
  return { out, sums };
}

test('every package has the version of Cargo.toml', () => {
  for (const name of ['sf-preflight', 'plugin']) {
    assert.equal(JSON.parse(read(NPM, name, 'package.json')).version, version(), name);
  }
  assert.equal(JSON.parse(read(NPM, 'plugin', 'package.json')).dependencies['sf-preflight'], version());
});

test('the Homebrew formula names each archive with its checksum, and is Ruby', (t) => {
  const { out, sums } = filled(t);
  const formula = read(out, 'homebrew', 'sf-preflight.rb');
  const blocks = [...formula.matchAll(/url "([^"]+)"\s+sha256 "([^"]+)"/g)];
  assert.equal(blocks.length, 4);
  for (const [, url, sum] of blocks) {
    const target = platforms.find((platform) => url.endsWith(`/v${version()}/${archive(platform.target)}`))?.target;
    assert.equal(sum, sums[target], url);
  }
  const ruby = spawnSync('ruby', ['-c', join(out, 'homebrew', 'sf-preflight.rb')], { encoding: 'utf8' });
  if (ruby.error) t.diagnostic('LEFT OUT: `ruby -c` of the formula (there is no ruby here)');
  else assert.equal(ruby.status, 0, ruby.stderr);
});

test('the Scoop manifest is JSON and names both archives', (t) => {
  const { out, sums } = filled(t);
  const { architecture, version: said } = JSON.parse(read(out, 'scoop', 'sf-preflight.json'));
  assert.equal(said, version());
  assert.equal(architecture['64bit'].hash, sums['x86_64-pc-windows-gnu']);
  assert.equal(architecture.arm64.hash, sums['aarch64-pc-windows-msvc']);
});

test('the winget manifests are YAML and name both archives', (t) => {
  const { out, sums } = filled(t);
  const manifest = (kind) => parse(read(out, 'winget', `acme.sf-preflight${kind}.yaml`));
  for (const kind of ['', '.installer', '.locale.en-US']) {
    assert.deepEqual([manifest(kind).PackageIdentifier, manifest(kind).PackageVersion], ['acme.sf-preflight', version()]);
  }
  const expected = ['x86_64-pc-windows-gnu', 'aarch64-pc-windows-msvc'].map((target) => sums[target].toUpperCase());
  assert.deepEqual(manifest('.installer').Installers.map((installer) => installer.InstallerSha256), expected);
});

test('a missing archive is an error, and in a dry run a thing left out', (t) => {
  const [archives, out] = [folder(t), folder(t)];
  assert.throws(() => fill({ archives, out, repository }), /is missing/);
  assert.equal(fill({ archives, out, repository, dryRun: true }).length, 6);
  assert.throws(() => fill({ archives, out, repository: '--help', dryRun: true }), /is not OWNER\/NAME/);
});

test('the workflows are YAML, and pin each action of others to a commit', () => {
  for (const name of ['ci.yml', 'release.yml']) {
    const workflow = parse(read(ROOT, '.github', 'workflows', name));
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    for (const { uses } of steps.filter((step) => step.uses && !step.uses.startsWith('./'))) {
      assert.match(uses, /@[0-9a-f]{40}$/, `${name}: ${uses}`);
    }
    for (const { run } of steps.filter((step) => step.run)) assert.ok(!run.includes('${{ github.event'), `${name}: ${run}`);
  }
});

test('the release workflow builds each published target', () => {
  const { jobs } = parse(read(ROOT, '.github', 'workflows', 'release.yml'));
  const targets = jobs.build.strategy.matrix.include.flatMap(({ targets: of }) => of.split(' '));
  assert.deepEqual(targets.toSorted(), platforms.map(({ target }) => target).toSorted());
});

test('the scripts are shell', () => {
  for (const name of ['action.sh', 'build.sh', 'release.sh', 'test.sh']) execFileSync('bash', ['-n', join(ROOT, 'packaging', name)]);
});
