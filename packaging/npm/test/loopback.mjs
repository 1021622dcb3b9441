// A network with nothing on it but one org: runs a program there and ends as it ends.
//
//     unshare --net --mount --map-root-user node loopback.mjs FOLDER PROGRAM [WORD…]
//
// The folder has the org's key.pem and chain.pem, and perhaps a hosts file to take the place of the machine's. The name
// server, at 127.0.0.1, knows the org's name and the two login hosts.

import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';

const [folder, program, ...words] = process.argv.slice(2);
const NAMES = ['acme.my.salesforce.com', 'login.salesforce.com', 'test.salesforce.com'];
const [ADDRESS_RECORD, NO_SUCH_NAME] = [1, 3];

/** The answer to a DNS question: 127.0.0.1, no record of that kind, or no such name. */
function answer(question) {
  const labels = [];
  let at = 12;
  for (; question[at] !== 0; at += question[at] + 1) labels.push(question.toString('latin1', at + 1, at + 1 + question[at]));
  const end = at + 5;
  const known = NAMES.includes(labels.join('.').toLowerCase());
  const found = known && question.readUInt16BE(at + 1) === ADDRESS_RECORD;
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8180 | (known ? 0 : NO_SUCH_NAME), 2);
  head.fill(0, 6);
  head.writeUInt16BE(found ? 1 : 0, 6);
  // A pointer to the name in the question, of class IN, for a minute.
  const record = Buffer.from([0xc0, 12, 0, ADDRESS_RECORD, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([head, question.subarray(12, end), ...(found ? [record] : [])]);
}

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const hosts = join(folder, 'hosts');
if (existsSync(hosts)) execFileSync('mount', ['--bind', hosts, '/etc/hosts']);
const names = createSocket('udp4', (question, from) => names.send(answer(question), from.port, from.address));
names.bind(53, '127.0.0.1');
const read = (name) => readFileSync(join(folder, name));
const org = createServer({ key: read('key.pem'), cert: read('chain.pem') }, (_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('[{"label":"Summer \'26","url":"/services/data/v67.0","version":"67.0"}]');
});
org.listen(443, '127.0.0.1');
await Promise.all([once(names, 'listening'), once(org, 'listening')]);
const child = spawn(program, words, { stdio: 'inherit' });
const [code] = await once(child, 'close');
process.exit(code ?? 3);
