// Makes one key of each kind and prints it in each form, base64: {"rsa2048/pkcs8.pem": "…", …}.
'use strict';
const crypto = require('node:crypto');
const kinds = {
  rsa2048: ['rsa', { modulusLength: 2048 }], rsa1024: ['rsa', { modulusLength: 1024 }], rsa2047: ['rsa', { modulusLength: 2047 }],
  pss2048: ['rsa-pss', { modulusLength: 2048 }], pss1024: ['rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256' }],
  dsa1024: ['dsa', { modulusLength: 1024, divisorLength: 160 }], dsa2048: ['dsa', { modulusLength: 2048, divisorLength: 224 }],
  p256: ['ec', { namedCurve: 'P-256' }], p521: ['ec', { namedCurve: 'P-521' }], k256: ['ec', { namedCurve: 'secp256k1' }],
  explicit: ['ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }],
  dh: ['dh', { group: 'modp14' }],
  ed25519: ['ed25519', {}], ed448: ['ed448', {}], x25519: ['x25519', {}], x448: ['x448', {}], mldsa: ['ml-dsa-44', {}],
};
const out = {};
for (const [name, [type, options]] of Object.entries(kinds)) {
  let pair;
  try { pair = crypto.generateKeyPairSync(type, options); } catch { continue; }
  const put = (form, key, how) => {
    try { out[`${name}/${form}`] = Buffer.from(key.export(how)).toString('base64'); } catch { /* this kind has no such form */ }
  };
  put('pkcs8.pem', pair.privateKey, { type: 'pkcs8', format: 'pem' });
  put('pkcs8.der', pair.privateKey, { type: 'pkcs8', format: 'der' });
  put('pkcs1.pem', pair.privateKey, { type: 'pkcs1', format: 'pem' });
  put('pkcs1.der', pair.privateKey, { type: 'pkcs1', format: 'der' });
  put('sec1.pem', pair.privateKey, { type: 'sec1', format: 'pem' });
  put('sec1.der', pair.privateKey, { type: 'sec1', format: 'der' });
  put('encrypted.pem', pair.privateKey, { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
  put('encrypted.der', pair.privateKey, { type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' });
  put('legacy.pem', pair.privateKey, { type: type === 'ec' ? 'sec1' : 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
  put('public.pem', pair.publicKey, { type: 'spki', format: 'pem' });
  put('public1.pem', pair.publicKey, { type: 'pkcs1', format: 'pem' });
}
process.stdout.write(JSON.stringify(out));
