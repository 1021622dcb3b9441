// One token request as sf makes it, with its HTTP library, to the lab's org on another port; prints what becomes of it:
// `ok` or the first code that the library's diagnostics channels tell, which sf hides.
const channel = require('node:diagnostics_channel');
const { Agent, ProxyAgent, fetch } = require(process.env.LAB_HTTP_LIBRARY);

const failures = [];
const note = ({ error }) => failures.push(error.code ?? error.cause?.code ?? null);
channel.subscribe('undici:client:connectError', note);
channel.subscribe('undici:request:error', note);

const tell = (outcome, code) => {
  console.log(JSON.stringify({ outcome, code }));
  process.exit();
};
const lookup = (_host, { all }, done) => (all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
const proxy = process.env.HTTPS_PROXY;
let dispatcher;
try {
  dispatcher = proxy ? new ProxyAgent({ uri: proxy, proxyTls: { lookup } }) : new Agent({ connect: { lookup } });
} catch (error) {
  tell('fail', error.code ?? null);
}
setTimeout(() => tell('hang', null), 15_000);
const url = `https://acme.my.salesforce.com:${process.env.LAB_ORG_PORT}/services/oauth2/token`;
fetch(url, { method: 'POST', body: 'grant_type=none', redirect: 'manual', dispatcher }).then(
  () => tell('succeed', null),
  () => tell('fail', failures[0] ?? null),
);
