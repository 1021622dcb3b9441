// Logins whose judgement needs no network: every build of the program must judge them alike.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
const project = (url) => JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sfdcLoginUrl: url }, null, 2);
const FILES = {
  'server.key': key,
  'my keys/server (1).key': key,
  'crlf.key': key.replaceAll('\n', '\r\n'),
  'bom.key': `\ufeff${key}`,
  'literal.key': key.replaceAll('\n', '\\n'),
  'public.key': publicKey.export({ type: 'spki', format: 'pem' }),
  'empty.key': '',
  'url.txt': 'force://PlatformCLI::5Aep861dQgwQ1dwZ.t9rw.qDXzL@acme.my.salesforce.com',
  'crlf-url.txt': 'force://PlatformCLI::5Aep861dQgwQ1dwZ.t9rw.qDXzL@acme.my.salesforce.com\r\n',
  'broken-url.txt': 'https://acme.my.salesforce.com',
  'npmrc/.npmrc': 'https-proxy=http://proxy.acme.example:3128\r\nstrict-ssl=true\r\n',
  'project/sfdx-project.json': project('https://acme--dev.sandbox.my.salesforce.com').replaceAll('\n', '\r\n'),
  'bom/sfdx-project.json': `\ufeff${project('https://acme.my.salesforce.com')}`,
};

/** What the machine itself decides, or what only a network shows. */
const OTHERS = 'runtime,browser,keychain,oauth-port,npm-strict-ssl';

export const jwt = (file, ...more) => ['sf', 'org', 'login', 'jwt', '-o', 'me@acme.example', '-i', '3MVG9', '-f', file, ...more];
const sfdxUrl = (file) => ['sf', 'org', 'login', 'sfdx-url', '-f', file];
const org = ['-r', 'https://acme.my.salesforce.com'];

/** The name of a login, its words, and the variables and the folder in which it is typed. */
export const SCENARIOS = [
  { name: 'a good key', login: jwt('server.key', ...org) },
  { name: 'a key in a folder with blanks', login: jwt('my keys/server (1).key', ...org) },
  { name: 'a key with CRLF', login: jwt('crlf.key', ...org) },
  { name: 'a key with a byte order mark', login: jwt('bom.key', ...org) },
  { name: 'a key with literal newlines', login: jwt('literal.key', ...org) },
  { name: 'a public key', login: jwt('public.key', ...org) },
  { name: 'an empty key', login: jwt('empty.key', ...org) },
  { name: 'a missing key', login: jwt('no-such.key', ...org) },
  { name: 'a folder for a key', login: jwt('.', ...org) },
  { name: 'a Lightning URL', login: jwt('server.key', '-r', 'https://acme.lightning.force.com') },
  { name: 'a URL without a scheme', login: jwt('server.key', '-r', 'acme.my.salesforce.com') },
  { name: 'an http URL', login: jwt('server.key', '-r', 'http://acme.my.salesforce.com') },
  { name: 'verification switched off', login: jwt('server.key', ...org), variables: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
  { name: 'a missing file of certificates', login: jwt('server.key', ...org), variables: { NODE_EXTRA_CA_CERTS: 'no-such.pem' } },
  { name: 'a proxy that is no URL', login: jwt('server.key', ...org), variables: { HTTPS_PROXY: 'proxy.acme.example:3128:9' } },
  { name: 'a NO_PROXY that the login ignores', login: jwt('server.key', ...org), variables: { HTTPS_PROXY: 'http://proxy.acme.example:3128', NO_PROXY: '.salesforce.com' } },
  { name: 'an audience of another org', login: jwt('server.key', ...org), variables: { SF_AUDIENCE_URL: 'https://test.salesforce.com' } },
  { name: 'a proxy in a .npmrc with CRLF', login: jwt('../server.key', ...org), folder: 'npmrc' },
  { name: 'a project with CRLF', login: ['sf', 'org', 'login', 'web'], folder: 'project' },
  { name: 'a project with a byte order mark', login: ['sf', 'org', 'login', 'web'], folder: 'bom' },
  { name: 'a web login', login: ['sf', 'org', 'login', 'web', ...org] },
  { name: 'an SFDX URL', login: sfdxUrl('url.txt') },
  { name: 'an SFDX URL with CRLF', login: sfdxUrl('crlf-url.txt') },
  { name: 'a URL that is no SFDX URL', login: sfdxUrl('broken-url.txt') },
  { name: 'an access token', login: ['sf', 'org', 'login', 'access-token', ...org] },
];

/** Lays the files of the scenarios into a folder. */
export function lay(folder) {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  }
}

/** The program's words for a login that is asked about without a network. */
export const offline = (login) => ['--offline', '--format', 'json', '--skip', OTHERS, '--', ...login];

/** What a report says, without times and what else the system has no word for, and whatever the paths below a folder look like. */
export function said({ code, stdout, stderr }, folder, without = []) {
  assert.ok(stdout, stderr);
  const text = stdout.replaceAll('Z:\\\\', '/').replaceAll('\\\\', '/').replaceAll(folder, '');
  const left = ['duration_ms', 'timings_ms', ...without];
  return { code, report: JSON.parse(text, (name, value) => (left.includes(name) ? undefined : value)) };
}
