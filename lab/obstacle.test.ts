import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { labObstacle } from './obstacle';
import { run } from './run';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ask = [here('../node_modules/.bin/tsx'), here('./fixtures/obstacle.ts')];

it('finds none where the other lab tests run', async () => {
  expect(await labObstacle()).toBeNull();
});

it('names the missing programs and their Debian packages', async () => {
  // Masked in a mount namespace of its own by a file that cannot be run.
  const script = 'mount --bind /dev/null /usr/sbin/sshd && exec "$@"';
  const ran = await run(['unshare', '--mount', 'sh', '-c', script, 'sh', ...ask]);
  expect(JSON.parse(ran.stdout)).toEqual({
    code: 'programs-missing',
    sentence: 'A lab needs sshd, not found here.',
    remedy: 'On Debian: `apt-get install openssh-server`.',
  });
});

it('says that root is needed to one who is not root and may not use sudo', async () => {
  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
  const ran = await run([...nobody, ...ask]);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    code: 'not-root',
    remedy: 'Run it as root, or let sudo run without a password.',
  });
});

it('says what the kernel forbids to a root without the right to make namespaces', async () => {
  const ran = await run(['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin', '--', ...ask]);
  expect(JSON.parse(ran.stdout)).toMatchObject({ code: 'kernel-forbids' });
});
