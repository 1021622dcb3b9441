// Asks the Node that runs this about chains: for each case a TLS server on 127.0.0.1 serves the chain, and a client
// connects with the case's trust. Reads a JSON array of cases from a file, writes {id: code or null} to stdout.
'use strict';
const fs = require('node:fs');
const tls = require('node:tls');

const AT_ONCE = 8;

function ask({ chain, key, host, trusted }) {
  return new Promise((resolve) => {
    let server;
    const done = (code) => {
      server?.close();
      resolve(code);
    };
    try {
      // The server must be able to serve what a client should refuse.
      server = tls.createServer({ cert: chain.join('\n'), key, ciphers: 'DEFAULT@SECLEVEL=0' }, (socket) => socket.end());
    } catch (error) {
      resolve(`server: ${error.code ?? error.message}`);
      return;
    }
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1', () => {
      const options = {
        host: '127.0.0.1',
        port: server.address().port,
        // Where no host is asked for, any will do.
        checkServerIdentity: (_, certificate) => (host === '' ? undefined : tls.checkServerIdentity(host, certificate)),
      };
      if (trusted) options.ca = trusted;
      let socket;
      try {
        socket = tls.connect(options, () => {
          socket.destroy();
          done(null);
        });
      } catch (error) {
        done(`server: ${error.code ?? error.message}`);
        return;
      }
      socket.on('error', (error) => {
        socket.destroy();
        done(error.code ?? error.message);
      });
    });
  });
}

async function main() {
  const cases = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const answers = {};
  const worker = async () => {
    for (let next = cases.pop(); next; next = cases.pop()) answers[next.id] = await ask(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  process.stdout.write(JSON.stringify(answers));
}

main();
