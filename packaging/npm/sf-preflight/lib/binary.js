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

/**
 * The rows of platforms.json that fit a machine, the best first. A musl build is static and runs with glibc too; but it
 * looks names up without the system's own modules (nsswitch.conf), which Node with glibc asks, so it comes second there.
 */
function candidates({ os, cpu, glibc }) {
  const fitting = platforms.filter((platform) => platform.os === os && platform.cpu === cpu);
  if (os !== 'linux') return fitting;
  const musl = fitting.filter((platform) => platform.libc === 'musl');
  return glibc ? [...fitting.filter((platform) => platform.libc === 'glibc'), ...musl] : musl;
}

/** Whether this Node runs on glibc. */
function onGlibc() {
  if (process.platform !== 'linux') return false;
  const { report } = process;
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every connection.
  report.excludeNetwork = true;
  try {
    return Boolean(report.getReport().header.glibcVersionRuntime);
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
 * The path of the program.
 *
 * @throws {NoBinary} if there is none
 */
function binaryPath({
  env = process.env,
  os = process.platform,
  cpu = process.arch,
  glibc = onGlibc,
  resolve = require.resolve,
} = {}) {
  const named = env.SF_PREFLIGHT_BINARY;
  if (named) {
    if (fs.existsSync(named)) return named;
    throw new NoBinary(`SF_PREFLIGHT_BINARY names ${named}, which is not there`);
  }
  const rows = candidates({ os, cpu, glibc: os === 'linux' && glibc() });
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
  throw new NoBinary(
    `the package @sf-preflight/${rows[0].name}, which holds the program for this machine, is not installed. npm leaves it ` +
      'out with --omit=optional or --no-optional, and where node_modules was made on another kind of machine. ' +
      'Install sf-preflight again here, without these options, or name the program in SF_PREFLIGHT_BINARY'
  );
}

module.exports = { binaryPath, candidates, NoBinary, platforms };
