'use strict';

// The setting that sf's `config set`, `get` and `list` learn of.

const { meaning } = require('./switch.js');

exports.default = [
  {
    key: 'preflight',
    description: 'Whether sf-preflight looks before each login: on or off. Default: off.',
    input: {
      validator: (value) => value !== undefined && value !== null && meaning(value) !== undefined,
      failedMessage: 'The value can only be on or off.',
    },
  },
];
