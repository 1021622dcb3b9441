// Packs what is published: the launcher, a package for each platform whose program is there, and the plugin.
//
//     node pack.mjs --binaries DIR --out DIR [--repository OWNER/NAME] [--all]
//
// DIR of the binaries holds TARGET/sf-preflight[.exe]. With --all it fails where a platform's is missing, as a release
// must; without, it says which were left out. The version is that of Cargo.toml.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, '..', '..');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** The version that Cargo.toml gives to everything. */
export function version() {
  const manifest = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8');
  return /^\[workspace\.package\]\nversion = "([^"]+)"/m.exec(manifest)[1];
}

/** Copies a package to a folder, with the licence and the fields that every package has. */
function stage(folder, source, fields, repository) {
  mkdirSync(folder, { recursive: true });
  if (source) cpSync(source, folder, { recursive: true, filter: (path) => !/[\\/](node_modules|test)$/.test(path) });
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const manifest = { ...(source ? read(join(source, 'package.json')) : {}), ...fields };
  if (repository) manifest.repository = { type: 'git', url: `git+https://github.com/${repository}.git` };
  write(join(folder, 'package.json'), manifest);
}

/** The package that holds one platform's program. */
function platformPackage({ name, target, os, cpu, libc }, binaries, work, repository) {
  const file = os === 'win32' ? 'sf-preflight.exe' : 'sf-preflight';
  const binary = join(binaries, target, file);
  if (!existsSync(binary)) return undefined;
  const folder = join(work, name);
  const fields = {
    name: `@sf-preflight/${name}`,
    version: version(),
    description: `The program sf-preflight for ${target}`,
    license: 'Apache-2.0',
    os: [os],
    cpu: [cpu],
    ...(libc ? { libc: [libc] } : {}),
    files: ['bin'],
    preferUnplugged: true,
  };
  stage(folder, undefined, fields, repository);
  writeFileSync(join(folder, 'README.md'), `# ${fields.name}\n\n${fields.description}. Install \`sf-preflight\` instead of this.\n`);
  mkdirSync(join(folder, 'bin'));
  cpSync(binary, join(folder, 'bin', file));
  chmodSync(join(folder, 'bin', file), 0o755);
  return folder;
}

/** What oclif would otherwise have to load every command for, each time sf starts. */
async function oclifManifest(folder) {
  const { Plugin } = await import('@oclif/core');
  const plugin = new Plugin({ root: folder, ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true });
  await plugin.load();
  return plugin.manifest;
}

function pack(folder, out) {
  const answer = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(answer);
  console.log(`packed ${filename}`);
}

/** Packs everything into `out`; the names of the platforms that were left out. */
export async function packAll({ binaries, out, repository }) {
  const work = mkdtempSync(join(tmpdir(), 'sf-preflight-pack-'));
  try {
    mkdirSync(out, { recursive: true });
    const platforms = read(join(HERE, 'sf-preflight', 'lib', 'platforms.json'));
    const left = [];
    for (const platform of platforms) {
      const folder = platformPackage(platform, resolve(binaries), work, repository);
      if (folder) pack(folder, resolve(out));
      else left.push(platform);
    }
    const launcher = join(work, 'sf-preflight');
    const optionalDependencies = Object.fromEntries(platforms.map(({ name }) => [`@sf-preflight/${name}`, version()]));
    stage(launcher, join(HERE, 'sf-preflight'), { version: version(), optionalDependencies }, repository);
    pack(launcher, resolve(out));

    const plugin = join(work, 'plugin');
    const dependencies = { ...read(join(HERE, 'plugin', 'package.json')).dependencies, 'sf-preflight': version() };
    stage(plugin, join(HERE, 'plugin'), { version: version(), dependencies }, repository);
    write(join(plugin, 'oclif.manifest.json'), await oclifManifest(join(HERE, 'plugin')));
    pack(plugin, resolve(out));
    return left;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { binaries: { type: 'string' }, out: { type: 'string' }, repository: { type: 'string' }, all: { type: 'boolean' } },
  });
  if (!values.binaries || !values.out) throw new Error('give --binaries DIR and --out DIR');
  const left = await packAll(values);
  for (const { name, target } of left) console.error(`LEFT OUT: @sf-preflight/${name} (no program in ${values.binaries}/${target})`);
  if (values.all && left.length > 0) process.exitCode = 1;
}
