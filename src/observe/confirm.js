// Run by the Node that runs sf: makes the login's connection up to the certificate, sends nothing but a CONNECT, and
// prints what it met: {"met": "certificate", "code": null} where it accepts the certificate, "earlier" where it did not
// come so far. Standard input says where to go.
'use strict';
const fs = require('fs');
const net = require('net');
const tls = require('tls');

const way = JSON.parse(fs.readFileSync(0, 'utf8'));

// Whoever asked is gone by then.
setTimeout(() => process.exit(), 10_000).unref();

const tell = (met, code) => {
  fs.writeSync(1, JSON.stringify({ met, code }));
  process.exit();
};
const early = (error) => tell('earlier', error.code || error.message);
// An error comes before this, and says more.
const closed = () => setImmediate(early, new Error('closed'));

// Verification goes on as usual; that it is not insisted on only leaves its result to be read.
const secure = (socket, host) =>
  tls
    .connect({ socket, host, servername: net.isIP(host) ? '' : host, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
    .on('error', early)
    .on('close', closed);

const judge = (socket) => {
  const secured = secure(socket, way.host);
  secured.once('secureConnect', () => tell('certificate', secured.authorizationError || null));
};

const tunnel = (socket) => {
  const lines = [`CONNECT ${way.authority} HTTP/1.1`, `Host: ${way.authority}`, 'Connection: close'];
  if (way.proxy.authorization) lines.push(`Proxy-Authorization: ${way.proxy.authorization}`);
  socket.write(lines.join('\r\n') + '\r\n\r\n');
  let answer = Buffer.alloc(0);
  const read = (piece) => {
    answer = Buffer.concat([answer, piece]);
    const end = answer.indexOf('\r\n\r\n');
    if (end < 0 && answer.length < 65536) return;
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer.toString('latin1'));
    if (end < 0 || !status || status[1] !== '200') return early(new Error(`CONNECT: ${status ? status[1] : 'no HTTP'}`));
    socket.removeListener('data', read);
    socket.pause();
    if (answer.length > end + 4) socket.unshift(answer.subarray(end + 4));
    judge(socket);
  };
  socket.on('data', read);
};

const socket = net.connect({ host: way.address, port: way.port }).on('error', early).on('close', closed);
socket.once('connect', () => {
  if (!way.proxy) return judge(socket);
  if (!way.proxy.tls) return tunnel(socket);
  const secured = secure(socket, way.proxy.host);
  secured.once('secureConnect', () => {
    const code = secured.authorizationError;
    // Node insists on a proxy's certificate, unless it is told not to.
    if (code && process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return early({ code });
    tunnel(secured);
  });
});
