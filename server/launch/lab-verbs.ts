/** `lab-verbs.ts up FOLDER HOSTS | down FOLDER`: what the launcher asks of the lab, answered by one line of JSON. */

import { LabError } from '../../lab/error';
import { labDown, labStatus, labUp } from '../../lab/lab';
import { labObstacle } from '../../lab/obstacle';

const [verb, stateDir = '', hosts = ''] = process.argv.slice(2);

async function up() {
  const before = await labStatus({ stateDir });
  // A lab that is up is used as it is, with whatever was built on it.
  const wanted = before.state === 'up' && before.isReachable ? before.hosts.length : Number(hosts);
  const lab = await labUp({ stateDir, hosts: wanted });
  return { hosts: lab.hosts.map((host) => host.name), found: before.state === 'up' };
}

async function answer() {
  try {
    return { ok: true, ...(verb === 'up' ? await up() : { ended: await labDown({ stateDir }) }) };
  } catch (error) {
    // A kernel that forbids labs says less about it than the search for what is in the way.
    const { sentence, remedy } =
      (verb === 'up' && (await labObstacle())) ||
      (error instanceof LabError ? error : { sentence: String(error), remedy: undefined });
    return { ok: false, reason: remedy ? `${sentence} ${remedy}` : sentence };
  }
}

process.stdout.write(`${JSON.stringify(await answer())}\n`);
