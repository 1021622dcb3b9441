'use strict';

// `sf preflight`: the program's options as sf's flags, and its report as sf's JSON.

const { Command, Flags } = require('@oclif/core');
const { Exit, run } = require('../program.js');

const LOGIN = 'LOGIN';
const GLOBAL = 'GLOBAL';

/** A flag that the program has under the same name, with a value. */
const option = (description, more = {}) => Flags.string({ summary: description, ...more });

/** The program's words for what was given as sf's flags. */
function words(flags, login, json) {
  const given = Object.entries(flags).filter(([name]) => !['json', 'flags-dir'].includes(name));
  const options = given.flatMap(([name, value]) => {
    if (value === true) return [`--${name}`];
    return [].concat(value).flatMap((each) => (each === false ? [] : [`--${name}=${each}`]));
  });
  const command = login.length === 0 ? [] : ['--', ...(/^(sf|sfdx)$/.test(login[0]) ? [] : ['sf']), ...login];
  return ['--format', json ? 'json' : 'text', ...options, ...command];
}

class Preflight extends Command {
  static summary = 'Say whether a login will work on this machine, what sf would print, and what to type to fix it.';

  static description =
    'Looks at the environment, the network, the certificates and the key once, and predicts from that what ' +
    '"sf org login" will do. Nothing is logged in, and nothing secret is sent.\n\n' +
    'The exit status is 0 where the login can work and 1 where it cannot, or only insecurely. To look before each ' +
    'login and stop those that would fail, run "<%= config.bin %> config set preflight on --global", or set SF_PREFLIGHT=on.';

  static examples = [
    {
      description: 'Look before a JWT login, given as flags:',
      command:
        '<%= config.bin %> <%= command.id %> --flow jwt --username jdoe@example.org --jwt-key-file server.key --client-id 3MVG9…',
    },
    {
      description: 'The same, given as the login itself:',
      command:
        '<%= config.bin %> <%= command.id %> -- org login jwt --username jdoe@example.org --jwt-key-file server.key --client-id 3MVG9…',
    },
    {
      description: 'Look before a web login to a sandbox:',
      command: '<%= config.bin %> <%= command.id %> --instance-url https://acme--dev.sandbox.my.salesforce.com',
    },
  ];

  static enableJsonFlag = true;

  static strict = false;

  static flags = {
    'flags-dir': Flags.directory({ summary: 'Import flag values from a directory.', helpGroup: GLOBAL }),
    flow: option('Login that is asked about.', {
      options: ['web', 'jwt', 'sfdx-url', 'access-token'],
      helpGroup: LOGIN,
    }),
    'instance-url': option('URL of the instance that the org lives on.', { char: 'r', helpGroup: LOGIN }),
    username: option('Username of the user logging in.', { char: 'o', helpGroup: LOGIN }),
    'jwt-key-file': option('Path to a file containing the private key.', { char: 'f', helpGroup: LOGIN }),
    'jwt-cert': option('Path to the certificate that was uploaded to the app, to compare the key with.', {
      helpGroup: LOGIN,
    }),
    'client-id': option('OAuth client ID (consumer key) of the app.', { char: 'i', helpGroup: LOGIN }),
    'sfdx-url-file': option('Path to a file containing the Salesforce DX authorization URL.', { helpGroup: LOGIN }),
    timeout: option('Seconds to look at most.'),
    offline: Flags.boolean({ summary: 'Do not touch the network.' }),
    confirm: Flags.boolean({ summary: 'Also ask the Node that runs sf to make the same connection.' }),
    strict: Flags.boolean({ summary: 'Let warnings fail too.' }),
    only: option('Only these checks.', { multiple: true }),
    skip: option('Without these checks.', { multiple: true }),
  };

  async run() {
    const { argv, flags } = await this.parse(Preflight);
    const json = this.jsonEnabled();
    const { code, stdout, stderr } = this.program(words(flags, argv, json), json);
    if (code !== Exit.READY && code !== Exit.BLOCKED) {
      if (json) this.error(stderr.trim() || `sf-preflight ended with exit status ${code}`, { exit: code });
      this.exit(code);
    }
    process.exitCode = code;
    return json ? JSON.parse(stdout) : undefined;
  }

  program(arguments_, json) {
    try {
      return run(arguments_, json ? ['inherit', 'pipe', 'pipe'] : 'inherit');
    } catch (error) {
      return this.error(error, { exit: Exit.FAULT });
    }
  }

  // sf's commands wrap what they return, and what they throw, like this.
  toSuccessJson(result) {
    return { status: process.exitCode ?? 0, result, warnings: [] };
  }

  toErrorJson(error) {
    const exitCode = error.oclif?.exit ?? error.exitCode ?? 1;
    process.exitCode = exitCode;
    const { name, message, stack } = error;
    return { name, message, exitCode, status: exitCode, context: 'preflight', commandName: 'preflight', stack, warnings: [] };
  }
}

module.exports = Preflight;
module.exports.words = words;
