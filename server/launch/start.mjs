/** `npm start`: all set-up, then the product with a lab of its own. Ctrl-C ends both. */

import { ensureBuild } from './build.mjs';
import { ensureDatabaseClient } from './database-client.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { Failure, tell } from './failure.mjs';
import { ensureLab, prepareLab } from './lab.mjs';
import { requireNode } from './node-version.mjs';
import { requireFreePort, startProduct } from './product.mjs';
import { notice, say, step, strong } from './progress.mjs';
import { settings } from './settings.mjs';

const INTERRUPTED = 130;
const PARENT_LOOK_MS = 500;

let product = null;
let lab = null;
let labComing = null;
let ending = null;

const interrupt = () => {
  // npm passes on the Ctrl-C that the terminal has already sent us.
  ending ??= end(product ? 0 : INTERRUPTED);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, interrupt);
}
whenNpmIsGone(interrupt);
// Whoever read our progress may be gone as well; there is still a lab to end.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

try {
  await start();
} catch (error) {
  if (!ending) {
    tell(error);
    ending = end(1, { quietly: true });
  }
}

async function start() {
  requireNode();
  const { port, listen, origin, tls, dataDir, labHosts } = settings();
  await requireFreePort(port, listen);
  // Questions come first, so that nobody has to wait for them.
  let noLab = labHosts > 0 ? await prepareLab() : null;
  await ensureDependencies();
  await ensureDatabaseClient();
  await ensureBuild();
  if (labHosts > 0 && !noLab) {
    labComing = ensureLab({ folder: `${dataDir}/lab`, hosts: labHosts });
    ({ lab, noLab } = await labComing);
  }
  if (noLab) {
    notice(`No lab: ${noLab}\nOverlane starts without it and manages hosts that you add.`);
  }
  if (ending) {
    return;
  }
  product = await step('Product', () =>
    startProduct({
      ...{ dataDir, port, listen, origin, tls, labState: lab?.folder },
      onOutput: (text) => process.stdout.write(text),
    }),
  );
  greet();
  const { code, signal } = await product.ended;
  if (!ending) {
    product = null;
    ending = fall(signal ? `was ended by ${signal}` : `ended by itself with status ${code}`);
  }
}

function greet() {
  say();
  say(`  Overlane is ready at ${strong(product.origin)}`);
  if (product.signInLink) {
    say(`  Sign in once with    ${strong(product.signInLink)}`);
  }
  if (lab) {
    say(`  The lab has          ${lab.hosts.join(', ')}`);
  }
  say(`  Ctrl-C ends ${lab ? 'the product and the lab' : 'it'}.`);
  say();
}

async function end(status, { quietly = false } = {}) {
  if (!quietly) {
    say();
  }
  if (product) {
    await step('Product ended', () => product.stop()).catch(tell);
  }
  // One that is half way up is waited for, so that none of it stays.
  await labComing?.catch(() => {});
  if (lab) {
    await step('Lab ended', () => lab.down()).catch(tell);
  }
  process.exit(status);
}

/** A product that fell leaves the lab as it is: the hosts hold what was built on them. */
async function fall(how) {
  tell(
    new Failure(`The product ${how}.`, {
      next: lab
        ? '`npm start` starts it again and finds the lab, which is still up; `npx overlane lab down` ends the lab.'
        : '`npm start` starts it again.',
    }),
  );
  process.exit(1);
}

/** Killed, npm passes nothing on; nobody is left then who could end us from the terminal. */
function whenNpmIsGone(act) {
  if (process.env.npm_lifecycle_event !== 'start') {
    return;
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && act(), PARENT_LOOK_MS).unref();
}
