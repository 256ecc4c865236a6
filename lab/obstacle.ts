import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { LabError, type LabErrorCode } from './error';
import { asRoot, run, SEARCH_PATH } from './run';

/** Why there can be no lab on this machine. */
export interface LabObstacle {
  code: LabErrorCode;
  /** What is the case, for a person. */
  sentence: string;
  /** What would change it. */
  remedy: string;
}

export interface MissingProgram {
  program: string;
  /** The Debian package that has it. */
  debianPackage: string;
}

const LAB_NEEDS: Record<string, string> = {
  ip: 'iproute2',
  mount: 'mount',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  mkfifo: 'coreutils',
  sed: 'sed',
  sshd: 'openssh-server',
};

/** A lab starts without these, but its hosts then lack what the product's probes and the seed's commands call. */
const HOSTS_WANT: Record<string, string> = {
  bridge: 'iproute2',
  brctl: 'bridge-utils',
  nft: 'nftables',
  ping: 'iputils-ping',
  sudo: 'sudo',
  tcpdump: 'tcpdump',
};

const ROOT_REMEDY = 'Run it as root, or let sudo run without a password.';

/**
 * Null if a lab can be had. Otherwise the first thing that is in the way, in the order: system, root, programs,
 * kernel. Takes some 30 ms and changes nothing: the kernel is tried in namespaces that end at once.
 */
export async function labObstacle(): Promise<LabObstacle | null> {
  return (await cheapObstacle()) ?? (await kernelObstacle());
}

/** Programs that the lab's hosts would lack without being stopped by it: for a notice, not a refusal. */
export function missingInHosts(): MissingProgram[] {
  return missing(HOSTS_WANT);
}

/** @throws LabError as labObstacle says, but without trying the kernel */
export async function refuseObstacle(): Promise<void> {
  const obstacle = await cheapObstacle();
  if (obstacle) {
    throw new LabError(obstacle.code, obstacle.sentence, obstacle.remedy);
  }
}

/** Where a program is, as root finds it. */
export function pathOf(program: string): string | null {
  for (const folder of SEARCH_PATH.split(':')) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return null;
}

async function cheapObstacle(): Promise<LabObstacle | null> {
  if (process.platform !== 'linux') {
    return {
      code: 'not-linux',
      sentence: `A lab is made of Linux namespaces, and this is ${process.platform}.`,
      remedy: 'Run it on Linux, or manage hosts of your own.',
    };
  }
  if (process.getuid?.() !== 0) {
    if (!pathOf('sudo')) {
      return {
        code: 'not-root',
        sentence: 'A lab needs root, and there is no sudo here.',
        remedy: ROOT_REMEDY,
      };
    }
    const ran = await run(['sudo', '-n', 'true']);
    if (ran.status !== 0) {
      const sentence = `A lab needs root, and \`sudo -n true\` says: ${ran.stderr.trim()}.`;
      return { code: 'not-root', sentence, remedy: ROOT_REMEDY };
    }
  }
  const lacks = missing(LAB_NEEDS);
  if (lacks.length > 0) {
    const packages = [...new Set(lacks.map((lack) => lack.debianPackage))].join(' ');
    return {
      code: 'programs-missing',
      sentence: `A lab needs ${lacks.map((lack) => lack.program).join(', ')}, not found here.`,
      remedy: `On Debian: \`apt-get install ${packages}\`.`,
    };
  }
  return null;
}

async function kernelObstacle(): Promise<LabObstacle | null> {
  const separate = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child=SIGKILL'];
  const links = [
    'link add name bridge0 type bridge',
    'link add name veth0 type veth peer name veth1',
    'link add name vxlan0 type vxlan id 1 dstport 4789 dev veth0',
  ];
  const argv = ['unshare', ...separate, '--propagation', 'private', 'ip', '-batch', '-'];
  const ran = await run(asRoot(argv), `${links.join('\n')}\n`);
  if (ran.status === 0) {
    return null;
  }
  return {
    code: 'kernel-forbids',
    sentence: `This kernel lets no lab be made: ${ran.stderr.trim().split('\n').join('; ')}.`,
    remedy: 'Namespaces, veth, bridge and VXLAN must be allowed; in a container this takes --privileged.',
  };
}

function missing(needs: Record<string, string>): MissingProgram[] {
  return Object.entries(needs)
    .filter(([program]) => !pathOf(program))
    .map(([program, debianPackage]) => ({ program, debianPackage }));
}
