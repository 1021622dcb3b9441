#!/usr/bin/env node
'use strict';

// Starts the program in its place: the same arguments, streams, signals and exit status.

const { constants } = require('node:os');
const { spawn } = require('node:child_process');
const { binaryPath, NoBinary } = require('../lib/binary.js');

/** The exit status for a fault of sf-preflight itself. */
const FAULT = 3;

function fail(message) {
  process.stderr.write(`sf-preflight: ${message}\n`);
  process.exitCode = FAULT;
}

function start(file) {
  const child = spawn(file, process.argv.slice(2), { stdio: 'inherit', windowsHide: false });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A Windows console sends Ctrl-C to both; `kill` there would end the child at once.
  const forward = (signal) => process.platform !== 'win32' && child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => fail(`${file} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    for (const name of signals) process.removeListener(name, forward);
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.kill(process.pid, signal);
  });
}

try {
  start(binaryPath());
} catch (error) {
  if (!(error instanceof NoBinary)) throw error;
  fail(error.message);
}
