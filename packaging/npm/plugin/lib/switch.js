'use strict';

// Whether the checks before a login are switched on: by SF_PREFLIGHT, else by `sf config set preflight on`, in the
// project or, with --global, for the user. sf's own reader of that setting takes a tenth of a second to load; this
// reads the same two files.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const ON = ['on', 'true', '1', 'yes'];
const OFF = ['off', 'false', '0', 'no', ''];

/** What a value means: true, false, or undefined where it means neither. */
function meaning(value) {
  const text = String(value).trim().toLowerCase();
  if (ON.includes(text)) return true;
  return OFF.includes(text) ? false : undefined;
}

/** The setting in a folder's `.sf/config.json`, undefined where there is none. */
function setting(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, '.sf', 'config.json'), 'utf8')).preflight;
  } catch {
    return undefined;
  }
}

/** The folder of the project that a folder belongs to: it, or the nearest above it, with an sfdx-project.json. */
function project(folder) {
  const above = path.dirname(folder);
  if (fs.existsSync(path.join(folder, 'sfdx-project.json'))) return folder;
  return above === folder ? undefined : project(above);
}

/** What was said about it, where, and what it means. */
function said({ env = process.env, cwd = process.cwd(), home = os.homedir() } = {}) {
  const found = (value, source) => ({ value: String(value), source, on: meaning(value) });
  if (env.SF_PREFLIGHT !== undefined) return found(env.SF_PREFLIGHT, 'SF_PREFLIGHT');
  const root = project(cwd);
  const value = (root === undefined ? undefined : setting(root)) ?? setting(home);
  return found(value ?? 'off', 'the setting preflight');
}

module.exports = { meaning, said };
