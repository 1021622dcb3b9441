// Fills the manifests of Homebrew, Scoop and winget with the version, the addresses and the checksums of a release.
//
//     node fill.mjs --archives DIR --out DIR --repository OWNER/NAME [--dry-run]
//
// DIR of the archives holds sf-preflight-VERSION-TARGET.tar.gz or .zip. A missing one is an error; in a dry run its
// checksum is zeros, and that is said.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { version } from './pack.mjs';

const PACKAGING = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The templates, and the names under which their package managers want them. */
const MANIFESTS = [
  ['homebrew/sf-preflight.rb.in', () => 'homebrew/sf-preflight.rb'],
  ['scoop/sf-preflight.json.in', () => 'scoop/sf-preflight.json'],
  ['winget/version.yaml.in', (owner) => `winget/${owner}.sf-preflight.yaml`],
  ['winget/locale.en-US.yaml.in', (owner) => `winget/${owner}.sf-preflight.locale.en-US.yaml`],
  ['winget/installer.yaml.in', (owner) => `winget/${owner}.sf-preflight.installer.yaml`],
];

/** The name of a target's archive. */
export const archive = (target) => `sf-preflight-${version()}-${target}.${target.includes('-windows-') ? 'zip' : 'tar.gz'}`;

/** Fills them all into `out`; the targets whose archives are missing. */
export function fill({ archives, out, repository, dryRun = false }) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository ?? '')) throw new Error(`${repository} is not OWNER/NAME`);
  const missing = new Set();
  const checksum = (target) => {
    const path = join(archives, archive(target));
    if (existsSync(path)) return createHash('sha256').update(readFileSync(path)).digest('hex');
    if (!dryRun) throw new Error(`${path} is missing`);
    missing.add(target);
    return '0'.repeat(64);
  };
  const words = {
    version: () => version(),
    repository: () => repository,
    owner: () => repository.split('/')[0],
    url: (target) => `https://github.com/${repository}/releases/download/v${version()}/${archive(target)}`,
    sha256: checksum,
    SHA256: (target) => checksum(target).toUpperCase(),
  };
  for (const [source, name] of MANIFESTS) {
    const text = readFileSync(join(PACKAGING, source), 'utf8');
    const filled = text.replace(/\{\{(\w+)(?: ([\w-]+))?\}\}/g, (_, word, target) => words[word](target));
    const path = join(out, name(words.owner()));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, filled);
  }
  return [...missing];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const string = { type: 'string' };
  const options = { archives: string, out: string, repository: string, 'dry-run': { type: 'boolean' } };
  const { values } = parseArgs({ options });
  for (const target of fill({ ...values, dryRun: values['dry-run'] })) {
    console.error(`LEFT OUT: the checksum of ${archive(target)} in the manifests (it was not built here)`);
  }
}
