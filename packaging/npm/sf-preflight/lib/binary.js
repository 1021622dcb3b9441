'use strict';

// Finds the program: the one that SF_PREFLIGHT_BINARY names, else that of this platform's package, which npm installed
// as an optional dependency.

const fs = require('node:fs');
const path = require('node:path');
const platforms = require('./platforms.json');

/** There is no program for this machine, or none was installed; the message says what to do. */
class NoBinary extends Error {
  name = 'NoBinary';
}

/** The oldest glibc that the programs for glibc run with: that of the user land in which a release builds them. */
const OLDEST_GLIBC = { major: 2, minor: 28 };

/** Whether the programs for glibc run with this version of it. */
function runsWith(glibc) {
  const [major, minor] = (glibc ?? '0.0').split('.').map(Number);
  return major > OLDEST_GLIBC.major || (major === OLDEST_GLIBC.major && minor >= OLDEST_GLIBC.minor);
}

/**
 * The rows of platforms.json that fit a machine, the best first. A musl build is static and runs with glibc too; but it
 * looks names up without the system's own modules (nsswitch.conf), which Node with glibc asks, so it comes second there.
 */
function candidates({ os, cpu, glibc }) {
  const fitting = platforms.filter((platform) => platform.os === os && platform.cpu === cpu);
  if (os !== 'linux') return fitting;
  const musl = fitting.filter((platform) => platform.libc === 'musl');
  return runsWith(glibc) ? [...fitting.filter((platform) => platform.libc === 'glibc'), ...musl] : musl;
}

/** The version of the glibc that this Node runs on, undefined where it runs on none. */
function glibcOfNode() {
  if (process.platform !== 'linux') return undefined;
  const { report } = process;
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every connection.
  report.excludeNetwork = true;
  try {
    return report.getReport().header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = before;
  }
}

/** The file of a platform's program, or undefined where its package is not installed. */
function installed(platform, resolve) {
  const file = platform.os === 'win32' ? 'sf-preflight.exe' : 'sf-preflight';
  try {
    return path.join(path.dirname(resolve(`@sf-preflight/${platform.name}/package.json`)), 'bin', file);
  } catch {
    return undefined;
  }
}

/**
 * What to say where the package of the best program is not installed. Both packages are named in what mends it, since
 * neither npm's settings nor what npx keeps then leave the second out.
 */
function notInstalled({ name, libc }, glibc, here) {
  const own = `@sf-preflight/${name}`;
  // npm refuses a package for musl on glibc.
  const forced = libc === 'musl' && glibc !== undefined ? '--force ' : '';
  const why = forced ? `The programs for glibc do not run with glibc ${glibc}, and ` : '';
  const command = /[\\/]_npx[\\/]/.test(here)
    ? `npx ${forced}-p sf-preflight -p ${own} sf-preflight`
    : `npm install ${forced}sf-preflight ${own}`;
  return (
    `${why}the package ${own}, which holds the program for this machine, is not installed. npm leaves it out with ` +
    '--omit=optional or --no-optional, and where node_modules or package-lock.json was made on another kind of machine. ' +
    `This installs it: ${command}. Or name the program in SF_PREFLIGHT_BINARY`
  );
}

/**
 * The path of the program.
 *
 * @throws {NoBinary} if there is none
 */
function binaryPath({
  env = process.env,
  os = process.platform,
  cpu = process.arch,
  glibc = glibcOfNode,
  resolve = require.resolve,
  here = __dirname,
} = {}) {
  const named = env.SF_PREFLIGHT_BINARY;
  if (named) {
    if (fs.existsSync(named)) return named;
    throw new NoBinary(`SF_PREFLIGHT_BINARY names ${named}, which is not there`);
  }
  const version = os === 'linux' ? glibc() : undefined;
  const rows = candidates({ os, cpu, glibc: version });
  if (rows.length === 0) {
    throw new NoBinary(
      `there is no prebuilt program for ${os} on ${cpu}. Build it from its source with Rust ` +
        '(`cargo install sf-preflight`) and name it in SF_PREFLIGHT_BINARY'
    );
  }
  for (const row of rows) {
    const file = installed(row, resolve);
    if (file !== undefined && fs.existsSync(file)) return file;
  }
  throw new NoBinary(notInstalled(rows[0], version, here));
}

module.exports = { binaryPath, candidates, NoBinary, platforms };
