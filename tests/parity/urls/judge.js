// What Node makes of each text, and, where @salesforce/core is there, what sf does with it.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const [, , modules, file] = process.argv;
const { texts, audiences } = JSON.parse(fs.readFileSync(file, 'utf8'));
const parse = (text) => {
  try {
    const { protocol, hostname, port, pathname, search, username, password, origin, href } = new URL(text);
    return { protocol, hostname, port, pathname, search, username, password, origin, href };
  } catch {
    return null;
  }
};
const core = path.join(modules, '@salesforce/core/lib/util/sfdcUrl.js');
const answer = { urls: texts.map(parse), sf: null };
if (fs.existsSync(core)) {
  const { SfdcUrl, getLoginAudienceCombos } = require(core);
  const combinations = (audience, login) => {
    try { return getLoginAudienceCombos(audience, login); } catch { return []; }
  };
  process.removeAllListeners('warning');
  answer.sf = answer.urls.filter(Boolean).map(({ href }) => {
    const url = new SfdcUrl(href);
    return {
      href,
      salesforce: url.isSalesforceDomain(),
      internal: url.isInternalUrl(),
      // plugin-auth's throwIfLightning.
      refused: url.isLightningDomain() || (url.isInternalUrl() && url.origin.includes('.lightning.')),
      combinations: audiences.map((audience) => combinations(audience, href)),
    };
  });
}
process.stdout.write(JSON.stringify(answer));
