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

/** How long the program looks by itself, and how much longer than it says it may take to start and to end, in seconds. */
const USUAL_TIMEOUT = 8;
const GRACE = 15;

/** The variables by which the program looks again and again, as long as was asked for. */
const REPETITION = ['SF_PREFLIGHT_WATCH', 'SF_PREFLIGHT_WATCH_FOR', 'SF_PREFLIGHT_RETRY'];

/** After how many milliseconds the program has failed to end, undefined where it may take its time. */
function longest(env) {
  if (REPETITION.some((name) => env[name])) return undefined;
  return ((Number(env.SF_PREFLIGHT_TIMEOUT) || USUAL_TIMEOUT) + GRACE) * 1000;
}

/**
 * Runs the program to its end.
 *
 * @param {string[]} words its arguments
 * @param {import('node:child_process').StdioOptions} stdio its streams
 * @param {number} [timeout] the milliseconds after which it is ended
 * @returns {{code: number, stdout: string, stderr: string}} where it could be run, also when it was interrupted
 * @throws if there is no program, it cannot be started, or it does not end in time
 */
function run(words, stdio, env = process.env, timeout = undefined) {
  // Only now, so that a login with the checks switched off does not look for it.
  const { binaryPath } = require('sf-preflight');
  const done = spawnSync(binaryPath({ env }), words, {
    stdio,
    env: variables(env),
    encoding: 'utf8',
    maxBuffer: LONGEST_OUTPUT,
    windowsHide: true,
    timeout,
    killSignal: 'SIGKILL',
  });
  if (done.error?.code === 'ETIMEDOUT') throw new Error(`it did not end within ${timeout / 1000} seconds`);
  if (done.error) throw done.error;
  const ended = { SIGINT: Exit.INTERRUPTED, SIGTERM: Exit.INTERRUPTED, SIGHUP: Exit.INTERRUPTED }[done.signal];
  return { code: done.status ?? ended ?? Exit.FAULT, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
}

module.exports = { Exit, longest, run, variables };
