import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HostLink, OpenLink } from '../../../server/controller/host-link';
import type { Host } from '../../../server/model/intent';
import type { Capabilities } from '../../../server/observe/capabilities';
import { address, MemoryKernel } from '../../../server/ssh/memory/kernel';
import { MemoryRunner } from '../../../server/ssh/memory/runner';
import type { Job, JobOutput } from '../../../server/ssh/runner';

/** Hosts in memory by name: each is made when the controller first reaches for it, and stays as it is from then on. */
export class MemoryHosts {
  readonly kernels = new Map<string, MemoryKernel>();

  readonly open: OpenLink = async (host): Promise<HostLink> => {
    const kernel = this.kernels.get(host.name) ?? newKernel(host);
    this.kernels.set(host.name, kernel);
    let end = () => {};
    const closed = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      heardAt: () => Date.now(),
      channels: () => null,
      runner: new DistantRunner(kernel),
      capabilities: CAPABILITIES,
      findings: [],
      closed,
      close: end,
    };
  };

  /** A second passes: some of what is there carries frames. `second` makes each second another one. */
  pass(second: number): void {
    let n = 0;
    for (const kernel of this.kernels.values()) {
      for (const link of kernel.root.links.values()) {
        n++;
        if (!link.up || link.kind === 'loopback' || (link.kind !== 'other' && n % 3 !== 0)) continue;
        const bytes = 1_000 * (1 + ((n * 7919 + second * 104_729) % 1_250));
        for (const side of link.peer ? [link.traffic.rx, link.peer.traffic.tx] : [link.traffic.rx]) {
          side.bytes += bytes;
          side.packets += Math.ceil(bytes / 1_400);
        }
        link.traffic.tx.bytes += bytes >> 3;
        link.traffic.tx.packets += 1;
      }
    }
  }
}

/**
 * As far away as a host at the other end of a wire: answers come one after another, and between two of them the
 * process has its turn for everything else.
 */
class DistantRunner extends MemoryRunner {
  override async run(job: Job): Promise<JobOutput> {
    const turn = wire.then(() => nextTurn());
    wire = turn;
    await turn;
    return super.run(job);
  }
}
let wire: Promise<void> = Promise.resolve();

const CAPABILITIES: Capabilities = {
  kernel: '6.1.0',
  system: 'A host in memory',
  iproute2: '6.1.0',
  json: true,
  rights: 'root',
  tcpdump: false,
  ping: false,
  bridgeTool: true,
  vxlan: true,
  shellMs: 0,
};

/** With the device that SSH would come in by, the underlay, and a thing of somebody else on every fifth host. */
function newKernel(host: Host): MemoryKernel {
  const kernel = new MemoryKernel();
  const device = (name: string, text: string, length: number, mtu: number) => {
    const link = kernel.addOther(kernel.root, { name, mac: null, mtu, group: 0 });
    kernel.addAddress(link, address(text, length), false);
    kernel.setUp(link, true);
  };
  device('eth0', host.address, 16, 1500);
  if (host.underlay) device(host.underlay.device, host.underlay.address, 16, 1500);
  if (Number(host.name.replace(/\D/g, '')) % 5 === 0) {
    const request = { mac: null, mtu: null, group: 0 };
    kernel.addBridge(kernel.root, { ...request, name: 'docker0' });
    kernel.addVxlan(
      kernel.root,
      { ...request, name: 'flannel.1' },
      { vni: 1_000_001, local: host.underlay?.address ?? null, remote: null, device: null, port: 8472 },
    );
  }
  return kernel;
}
