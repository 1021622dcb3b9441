// Signs with each text as sf does: [{"words": "OK" or the error, "type", "bits", "publicKeySha256"}, …].
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const [, , modules, file] = process.argv;
const jwt = require(path.join(modules, 'jsonwebtoken'));
const judge = (text) => {
  const verdict = { words: 'OK', type: null, bits: null, publicKeySha256: null };
  try {
    const key = crypto.createPrivateKey(text);
    verdict.type = key.asymmetricKeyType ?? null;
    verdict.bits = key.asymmetricKeyDetails?.modulusLength ?? null;
    const publicKey = crypto.createPublicKey(key).export({ type: 'spki', format: 'der' });
    verdict.publicKeySha256 = crypto.createHash('sha256').update(publicKey).digest('hex');
  } catch { /* no key */ }
  try {
    jwt.sign({ iss: 'c', sub: 'u', aud: 'https://login.salesforce.com', exp: Date.now() + 300 }, text, { algorithm: 'RS256' });
  } catch (error) {
    verdict.words = error.message;
  }
  return verdict;
};
const texts = JSON.parse(fs.readFileSync(file, 'utf8'));
process.stdout.write(JSON.stringify(texts.map((text) => judge(Buffer.from(text, 'base64').toString('utf8')))));
