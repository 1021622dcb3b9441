// What npm's own code makes of each machine in the list on stdin: the certificate check of its requests.
// Arguments: the `node_modules` folder that holds npm. Input: [{env, cwd, node, npm}]. Output: [true | false | {error}].
'use strict';
const { join } = require('node:path');
const npm = join(process.argv[2], 'npm');
const inNpm = name => require(require.resolve(name, { paths: [npm] }));
const Config = inNpm('@npmcli/config');
const { definitions, shorthands, flatten, nerfDarts } = inNpm('@npmcli/config/lib/definitions');
const configureOptions = inNpm('make-fetch-happen/lib/options.js');

async function check({ env, cwd, node, npm: npmPath }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  const config = new Config({
    definitions, shorthands, flatten, nerfDarts, npmPath, cwd, warn: false,
    env: { ...env }, execPath: node, argv: [node, join(npmPath, 'bin/npm-cli.js')],
  });
  await config.load();
  const { strictSSL } = config.flat;
  return configureOptions({ strictSSL }).rejectUnauthorized;
}

(async () => {
  const machines = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const answers = [];
  for (const machine of machines) answers.push(await check(machine).catch(error => ({ error: String(error.message) })));
  process.stdout.write(JSON.stringify(answers));
})();
