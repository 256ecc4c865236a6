import { FENCE_FOLDER, fenceLine, fenceRefusal, parseFenceLine } from '../fence';
import {
  Fenced,
  type Job,
  type JobOutput,
  type Runner,
  type RunningStream,
  type Section,
  type SectionOutput,
  type StreamOptions,
} from '../runner';
import { bridgeLine, ipLine } from './iproute2';
import { addressesJson, fdbJson, linksJson, namespacesJson, netconfJson, netDevText } from './json';
import type { KernelEvent, MemoryKernel } from './kernel';
import { monitorText } from './monitor';
import { type Namespace, Refused } from './state';

const WRITER = `${FENCE_FOLDER}/writer`;

/** A host in memory, for tests and benchmarks: the jobs of push and observe run on a `MemoryKernel`. */
export class MemoryRunner implements Runner {
  constructor(readonly kernel: MemoryKernel) {}

  async run({ sections, fence }: Job): Promise<JobOutput> {
    if (fence) {
      const refusal = fenceRefusal(parseFenceLine(this.kernel.files.get(WRITER) ?? ''), fence);
      if (refusal) throw new Fenced(refusal);
      this.kernel.files.set(WRITER, fenceLine(fence));
    }
    const outputs: SectionOutput[] = [];
    for (let i = 0; i < sections.length; i++) {
      const section = sections[i];
      if (!section) break;
      // Time passes between a change and the next look at it.
      if (section.name.startsWith('read:')) this.kernel.settle();
      const output = this.section(section);
      outputs.push(output);
      const { onFailure } = section;
      if (output.code === 0 || onFailure === 'continue') continue;
      if (onFailure === 'stop') break;
      const next = sections.findIndex((other, at) => at > i && other.name === onFailure.skipTo);
      if (next < 0) break;
      i = next - 1;
    }
    this.kernel.settle();
    return { sections: outputs };
  }

  /** A monitor of the kernel's events; nothing else stays on a host in memory. */
  async stream(argv: string[], { onStdout }: StreamOptions): Promise<RunningStream> {
    const { kernel } = this;
    if (!argv.some((word) => /\bmonitor\b/.test(word))) {
      throw new Error(`a host in memory runs no ${argv.join(' ')}`);
    }
    const listener = (event: KernelEvent) => {
      const text = monitorText(kernel, event);
      // Never within the change itself: over SSH an event comes later than what caused it.
      if (text !== null) setImmediate(() => kernel.listeners.has(listener) && onStdout(Buffer.from(text)));
    };
    kernel.listeners.add(listener);
    return { close: () => void kernel.listeners.delete(listener) };
  }

  private section({ name, argv, input }: Section): SectionOutput {
    const said: string[] = [];
    try {
      this.command(argv, input ?? '', said);
      return { name, code: 0, stdout: said.join(''), stderr: '' };
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return { name, code: error.code, stdout: said.join(''), stderr: `${error.message}\n` };
    }
  }

  private command(argv: readonly string[], input: string, said: string[]): void {
    const { kernel } = this;
    const [program, ...rest] = argv;
    if (program === 'cat') said.push(...rest.map((path) => this.file(path, kernel.root)));
    else if (program === 'sysctl') sysctl(kernel, kernel.root, rest);
    else if (program === 'mkdir') return;
    else if (program === 'tee') kernel.files.set(rest[0] ?? '', input);
    else if (program === 'sh') this.shell(rest, said);
    else if (program === 'rm') for (const path of rest) kernel.files.delete(path);
    else if (program === 'ip' && rest[0] === 'netns' && rest[1] === 'exec' && rest[3] === 'sysctl') {
      sysctl(kernel, entered(kernel, rest[2] ?? ''), rest.slice(4));
    } else if (program === 'ip' && rest[0] === 'netns' && rest[1] === 'exec' && rest[3] === 'cat') {
      const namespace = entered(kernel, rest[2] ?? '');
      said.push(...rest.slice(4).map((path) => this.file(path, namespace)));
    } else if (program === 'ip' || program === 'bridge') this.iproute2(program, rest, input, said);
    else throw new Failed(127, `sh: ${program}: not found`);
  }

  /** An undo is left and called off as on any host; time never comes to run it. */
  private shell([file = '', verb]: readonly string[], said: string[]): void {
    if (file === '-c') return;
    if (!this.kernel.files.has(file)) throw new Failed(2, `sh: cannot open ${file}: No such file`);
    said.push(verb === 'arm' ? 'armed\n' : 'off\n');
    if (verb === 'off') this.kernel.files.delete(file);
  }

  private iproute2(program: 'ip' | 'bridge', argv: readonly string[], input: string, said: string[]): void {
    const words = argv.filter((word) => !['-j', '-d', '-s', '-force'].includes(word));
    const at = words.indexOf('-n');
    const [, inside = ''] = at < 0 ? [] : words.splice(at, 2);
    const namespace = at < 0 ? this.kernel.root : entered(this.kernel, inside);
    const run = (line: string[]) => {
      const shown = this.show(program, namespace, line);
      if (shown !== null) said.push(shown);
      else if (program === 'ip') ipLine(this.kernel, namespace, line);
      else bridgeLine(this.kernel, namespace, line);
    };
    if (words[0] === '-batch') batch(input, argv.includes('-force'), run);
    else attempt(() => run(words), 2, '');
  }

  private show(program: 'ip' | 'bridge', namespace: Namespace, line: readonly string[]): string | null {
    const { kernel } = this;
    const shown: Record<string, () => unknown[]> = {
      'ip link show': () => linksJson(kernel, namespace),
      'ip address show': () => addressesJson(kernel, namespace),
      'ip route show table all': () => [],
      'ip neigh show nud all': () => [],
      'ip netconf show': () => netconfJson(namespace),
      'ip netns list': () => namespacesJson(kernel),
      'bridge fdb show': () => fdbJson(namespace),
    };
    const dev = line.indexOf('dev');
    const device = line[dev + 1] ?? '';
    const asked = dev < 0 ? line : line.filter((_, i) => i !== dev && i !== dev + 1);
    const key = [program, ...asked].join(' ');
    const list = shown[key]?.();
    if (!list) return null;
    if (dev >= 0) return `${JSON.stringify(ofDevice(namespace, device, key, list))}\n`;
    return key === 'ip netns list' && list.length === 0 ? '' : `${JSON.stringify(list)}\n`;
  }

  private file(path: string, namespace: Namespace): string {
    const files: Record<string, () => string> = {
      '/proc/sys/kernel/random/boot_id': () => this.kernel.bootId,
      '/proc/sys/net/ipv4/ip_forward': () => (namespace.forwarding.ipv4 ? '1' : '0'),
      '/proc/sys/net/ipv6/conf/all/forwarding': () => (namespace.forwarding.ipv6 ? '1' : '0'),
      '/proc/net/dev': () => netDevText(namespace),
    };
    const text = files[path]?.();
    if (text === undefined) throw new Failed(1, `cat: ${path}: No such file or directory`);
    return `${text}\n`;
  }
}

/** `… show dev X`; only links and addresses then name the device. */
function ofDevice(namespace: Namespace, device: string, key: string, list: unknown[]): unknown[] {
  const named = key === 'ip link show' || key === 'ip address show';
  if (!namespace.links.has(device)) {
    throw new Refused(named ? `Device "${device}" does not exist.` : `Cannot find device "${device}"`);
  }
  return (list as { ifname?: string }[])
    .filter(({ ifname }) => ifname === device)
    .map(({ ifname, ...rest }) => (named ? { ifname, ...rest } : rest));
}

/** Stops at the first line that fails, or with `-force` at none; either way its status is then 1. */
function batch(input: string, force: boolean, run: (line: string[]) => void): void {
  const failures: string[] = [];
  for (const [i, line] of input.split('\n').entries()) {
    if (line === '') continue;
    try {
      attempt(() => run(wordsOf(line)), 1, `Command failed -:${i + 1}`);
    } catch (error) {
      if (!force || !(error instanceof Failed)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new Failed(1, failures.join('\n'));
}

/** As `makeargs` splits a line, as far as we write any: quotes are there only for a word that is nothing. */
function wordsOf(line: string): string[] {
  return line.split(' ').map((word) => (word === '""' ? '' : word));
}

class Failed extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

function entered(kernel: MemoryKernel, name: string): Namespace {
  const namespace = kernel.names.get(name);
  if (!namespace) throw new Failed(255, `Cannot open network namespace "${name}": No such file or directory`);
  return namespace;
}

function attempt(run: () => void, code: number, mark: string): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Failed(code, mark === '' ? error.message : `${error.message}\n${mark}`);
  }
}

/** `sysctl -qw key=value …` */
function sysctl(kernel: MemoryKernel, namespace: Namespace, argv: readonly string[]): void {
  for (const setting of argv.filter((word) => word.includes('='))) {
    const [key, value] = setting.split('=');
    if (key === 'net.ipv4.ip_forward') kernel.setForwarding(namespace, 'ipv4', value !== '0');
    else if (key === 'net.ipv6.conf.all.forwarding') kernel.setForwarding(namespace, 'ipv6', value !== '0');
    else
      throw new Failed(
        255,
        `sysctl: cannot stat /proc/sys/${key?.replaceAll('.', '/')}: No such file or directory`,
      );
  }
}
