// The login URL that sf finds in each folder, without --instance-url: the URL, or the name of the error.
import fs from 'node:fs';
import path from 'node:path';

const [, , modules, file] = process.argv;
const { default: common } = await import(path.join(modules, '@salesforce/plugin-auth/lib/common.js'));
const worlds = JSON.parse(fs.readFileSync(file, 'utf8'));
const answers = [];
for (const { folder, home, variables } of worlds) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, { HOME: home, SF_DISABLE_LOG_FILE: 'true' }, variables);
  process.chdir(folder);
  try {
    answers.push(await common.resolveLoginUrl());
  } catch (error) {
    answers.push(error.name);
  }
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
