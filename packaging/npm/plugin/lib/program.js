'use strict';

// Starts the program.

const { spawnSync } = require('node:child_process');

/** The exit statuses of the program. */
const Exit = { READY: 0, BLOCKED: 1, USAGE: 2, FAULT: 3, INTERRUPTED: 130 };

/** Report documents have some kilobytes; pages for people that many more. */
const LONGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * The variables that the program gets: those of sf, without what would make it start sf itself or write elsewhere, and
 * without what sf's installer leaves for its own second start, which would hide the version that really runs.
 */
function variables(env) {
  const { SF_PREFLIGHT_EXEC, SF_PREFLIGHT_OUTPUT, SF_REDIRECTED, ...others } = env;
  return others;
}

/**
 * Runs the program to its end.
 *
 * @param {string[]} words its arguments
 * @param {import('node:child_process').StdioOptions} stdio its streams
 * @returns {{code: number, stdout: string, stderr: string}} where it could be run, also when it was interrupted
 * @throws if there is no program, or it cannot be started
 */
function run(words, stdio, env = process.env) {
  // Only now, so that a login with the checks switched off does not look for it.
  const { binaryPath } = require('sf-preflight');
  const done = spawnSync(binaryPath({ env }), words, {
    stdio,
    env: variables(env),
    encoding: 'utf8',
    maxBuffer: LONGEST_OUTPUT,
    windowsHide: true,
  });
  if (done.error) throw done.error;
  const ended = { SIGINT: Exit.INTERRUPTED, SIGTERM: Exit.INTERRUPTED, SIGHUP: Exit.INTERRUPTED }[done.signal];
  return { code: done.status ?? ended ?? Exit.FAULT, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
}

module.exports = { Exit, run, variables };
