import { execInHost, type LabHost, labDown, labUp } from '../../lab/lab';
import { requireScratchNamespace, scratchFolder } from '../../lab/scratch';
import { connect, type HostToReach } from './connect';
import { keysInMemory } from './kept-keys.testing';
import type { Job, Runner, SectionOutput } from './runner';
import { sshRunner } from './runner-ssh';
import type { Rights } from './script';
import type { Session } from './session';

/** Real hosts for a test file, and sessions to them by the product's own code. */
export class LabHosts {
  private readonly sessions: Session[] = [];

  private constructor(
    readonly stateDir: string,
    readonly hosts: LabHost[],
    private readonly remove: () => Promise<void>,
  ) {}

  static async up(hosts: number): Promise<LabHosts> {
    await requireScratchNamespace();
    const folder = await scratchFolder();
    const lab = await labUp({ hosts, stateDir: folder.path });
    return new LabHosts(folder.path, lab.hosts, folder.remove);
  }

  async down(): Promise<void> {
    for (const session of this.sessions) session.end();
    await labDown({ stateDir: this.stateDir });
    await this.remove();
  }

  host(index: number): LabHost {
    const host = this.hosts[index];
    if (!host) throw new Error(`the lab has no host ${index}`);
    return host;
  }

  /** What intent says of a lab host: its pinned key and the lab's login key. */
  reach(index: number, changes: Partial<HostToReach> = {}): HostToReach {
    const { address, port, user, privateKeyPath, hostKeyFingerprint } = this.host(index);
    const key = { kind: 'file' as const, path: privateKeyPath };
    return { address, port, user, key, hostKey: hostKeyFingerprint, ...changes };
  }

  async session(index: number, changes: Partial<HostToReach> = {}): Promise<Session> {
    const connected = await connect(this.reach(index, changes), keysInMemory());
    if (connected.kind !== 'ready') throw new Error(JSON.stringify(connected));
    this.sessions.push(connected.session);
    return connected.session;
  }

  async runner(index: number, rights: Rights = 'root'): Promise<Runner> {
    return sshRunner(await this.session(index), rights);
  }

  /** Without SSH: what the host itself says. */
  async witness(index: number, ...argv: string[]): Promise<string> {
    const { name } = this.host(index);
    const { status, stdout, stderr } = await execInHost({ stateDir: this.stateDir, host: name, argv });
    if (status !== 0) throw new Error(`${argv.join(' ')} on ${name}: ${stderr}`);
    return stdout;
  }

  /** Words of all processes on a host, one line each. */
  processes(index: number): Promise<string> {
    return this.witness(index, 'ps', '-ww', '-e', '-o', 'args=');
  }
}

export const single = (argv: string[], input?: string, timeoutMs = 30_000): Job => ({
  sections: [{ name: 'only', argv, input, onFailure: 'stop' }],
  timeoutMs,
});

/** The one section of such a job. */
export async function runOne(runner: Runner, argv: string[], input?: string): Promise<SectionOutput> {
  const { sections } = await runner.run(single(argv, input));
  const [only] = sections;
  if (!only) throw new Error('the section is not there');
  return only;
}
