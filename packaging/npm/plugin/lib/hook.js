'use strict';

// Before `sf org login …`: looks whether it can work, and stops it with what stands in its way. Where it cannot look,
// it says so and lets the login go on. Any other command passes untouched.

const LOGINS = ['org:login:access-token', 'org:login:jwt', 'org:login:sfdx-url', 'org:login:web'];

/** Whether sf takes its SFDX authorization URL from standard input, which cannot be read twice. */
function readsStandardInput(id, argv) {
  const switches = /^(-[a-z]*u|--sfdx-?url-?stdin)/;
  return id === 'org:login:sfdx-url' && argv.some((word) => switches.test(word));
}

/** Whether sf was asked for JSON: as oclif and sf's own commands decide it. */
function wantsJson(argv, env) {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  return before.includes('--json') || (env.SF_CONTENT_TYPE ?? '').toLowerCase() === 'json';
}

/** The error that sf prints under --json, with the report as its data. */
function errorDocument(id, report) {
  const { outcome, prints, code } = report.prediction;
  const would = prints ? `sf would print "${prints}"` : `the outcome would be "${outcome}"`;
  const wrong = report.checks.filter((check) => check.status === 'fail');
  return {
    name: 'PreflightBlocked',
    message: `${wrong.map((check) => check.summary).join('; ') || report.verdict}. The login was not started: ${would}.`,
    code: code ?? 'PreflightBlocked',
    exitCode: 1,
    status: 1,
    context: id,
    commandName: id,
    actions: wrong.flatMap((check) => check.fixes.map((fix) => fix.text)),
    data: report,
    warnings: [],
  };
}

/** Looks, and says how the login must end before it began, or undefined where it may go on. */
function look({ id, argv, env, warn, out, err }) {
  const { Exit, longest, run } = require('./program.js');
  if (readsStandardInput(id, argv)) {
    warn('sf-preflight does not look at this login: its authorization URL comes from standard input.');
    return undefined;
  }
  const json = wantsJson(argv, env);
  const words = ['--quiet', '--format', json ? 'json' : 'text', '--', 'sf', ...id.split(':'), ...argv];
  // People's report goes straight to sf's standard error: the program then knows a terminal's width and colours.
  const { code, stdout, stderr } = run(words, ['inherit', json ? 'pipe' : process.stderr.fd, 'pipe'], env, longest(env));
  // The loader of a system that is too old for the program ends with the status of a blocked login.
  const works = () => run(['--version'], 'ignore', env, longest(env)).code === Exit.READY;
  switch (code === Exit.BLOCKED && !works() ? Exit.FAULT : code) {
    case Exit.READY:
      return undefined;
    case Exit.INTERRUPTED:
      return Exit.INTERRUPTED;
    case Exit.BLOCKED:
      if (json) {
        out(`${JSON.stringify(errorDocument(id, JSON.parse(stdout)), null, 2)}\n`);
      } else {
        err('\nThe login was not started. SF_PREFLIGHT=off starts it all the same.\n');
      }
      return Exit.BLOCKED;
    default:
      warn(`sf-preflight could not look at this login, which goes on without it. ${stderr.trim()}`.trim());
      return undefined;
  }
}

/** The hook `prerun` of oclif. `this` is oclif's context; leaving through its `exit` keeps the command from running. */
async function prerun({ Command, argv }) {
  if (!LOGINS.includes(Command.id)) return;
  const { env } = process;
  const { on, value, source } = require('./switch.js').said();
  if (on === undefined) {
    this.warn(`${source} is ${JSON.stringify(value)}, which is neither on nor off: sf-preflight does not look.`);
  }
  if (on !== true) return;
  let exit;
  try {
    exit = look({
      id: Command.id,
      argv,
      env,
      warn: (text) => this.warn(text),
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    });
  } catch (error) {
    this.warn(`sf-preflight could not look at this login, which goes on without it: ${error.message}`);
  }
  if (exit !== undefined) this.exit(exit);
}

module.exports = prerun;
module.exports.errorDocument = errorDocument;
module.exports.readsStandardInput = readsStandardInput;
module.exports.wantsJson = wantsJson;
