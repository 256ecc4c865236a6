import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from './failure.mjs';
import { listenSettings } from './listen.mjs';
import { notice } from './progress.mjs';
import { ROOT } from './root.mjs';

const MOST_LAB_HOSTS = 253;

/** What the environment says, checked, and the data folder made. */
export function settings(environment = process.env) {
  const port = wholeNumber(environment, 'PORT', {
    standard: 3000,
    from: 1,
    to: 65535,
    meaning: 'the port to listen on',
  });
  return {
    port,
    ...listenSettings(environment, port),
    labHosts: wholeNumber(environment, 'OVERLANE_LAB', {
      standard: 2,
      from: 0,
      to: MOST_LAB_HOSTS,
      meaning: 'the number of lab hosts, 0 for no lab',
    }),
    dataDir: dataFolder(environment.OVERLANE_DATA || `${ROOT}/.overlane`),
  };
}

function wholeNumber(environment, name, { standard, from, to, meaning }) {
  const text = environment[name] ?? '';
  if (text === '') {
    return standard;
  }
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < from || number > to) {
    throw new Failure(`${name} is ${JSON.stringify(text)}.`, {
      next: `set ${name} to a number from ${from} to ${to} (${meaning}), or leave it unset for ${standard}.`,
    });
  }
  return number;
}

/** Keys and the database lie in it. */
function dataFolder(path) {
  const folder = resolve(path);
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 })) {
      // A wide umask does not matter to mkdir's mode, but parents that were made with it are not ours to narrow.
      chmodSync(folder, 0o700);
    } else if ((statSync(folder).mode & 0o077) !== 0) {
      notice(`Other users can look into ${folder}. To keep them out: chmod 700 ${folder}`);
    }
  } catch (error) {
    throw new Failure(`The data folder ${folder} cannot be made: ${error.message}.`, {
      next: 'choose another: OVERLANE_DATA=/path/to/folder npm start',
    });
  }
  return folder;
}
