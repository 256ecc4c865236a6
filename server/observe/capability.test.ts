import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ProbeContext, parseCapabilities } from './capability';
import { parseDocument } from './parse/document';
import { PROBE } from './parse/probe';
import { ReadError } from './parse/read-error';
import { recorded } from './parse/recorded';
import type { ReadOutput } from './parse/section-output';

const CONTEXT: ProbeContext = {
  shellMs: 20,
  rights: 'root',
  underlayDevice: 'eth1',
  vxlanPort: 8472,
  user: 'ops',
};

/** The machine that recorded it has br_netfilter; a plain one does not. */
const good = recorded('debian12', 'probe').map((output) =>
  output.name === PROBE.bridgeFilter ? { ...output, code: 1, stdout: '' } : output,
);
const filter = (file: string) =>
  readFileSync(new URL(`./parse/fixtures/filters/${file}`, import.meta.url), 'utf8');

/** What a shell says of a program that is not there. */
const MISSING = { code: 127, stdout: '', stderr: 'sh: 1: it: not found\n' };

function answer(changes: Partial<Record<keyof typeof PROBE, Partial<ReadOutput>>>): ReadOutput[] {
  const named = new Map(
    Object.entries(changes).map(([key, change]) => [PROBE[key as keyof typeof PROBE], change]),
  );
  return good.map((output) => ({ ...output, ...named.get(output.name as never) }));
}

function findings(changes: Parameters<typeof answer>[0], context: Partial<ProbeContext> = {}) {
  return parseCapabilities(answer(changes), { ...CONTEXT, ...context }).findings;
}

describe('a host of Debian', () => {
  it.each([
    ['debian11', '5.9.0'],
    ['debian12', '6.1.0'],
    ['debian13', '6.15.0'],
  ] as const)('as of %s can do all', (distribution, iproute2) => {
    const { capabilities, findings } = parseCapabilities(recorded(distribution, 'probe'), CONTEXT);
    expect(capabilities).toMatchObject({
      iproute2,
      json: true,
      rights: 'root',
      tcpdump: true,
      ping: true,
      bridgeTool: true,
      vxlan: true,
      shellMs: 20,
    });
    expect(capabilities.system).toMatch(/^Debian GNU\/Linux/);
    expect(capabilities.kernel).toMatch(/^\d+\.\d+/);
    expect(findings).toEqual([]);
  });
});

describe('what a host lacks', () => {
  const old = { stdout: 'ip utility, iproute2-ss161212\n', stderr: '' };
  it.each<[string, Parameters<typeof answer>[0], string, string | null]>([
    [
      'iproute2',
      { iproute2: MISSING, links: MISSING, netconf: MISSING, bridgeTool: MISSING, vxlan: MISSING },
      'no-iproute2',
      'apt-get install -y iproute2',
    ],
    [
      'JSON',
      {
        iproute2: old,
        links: { code: 255, stdout: '', stderr: 'Option "-j" is unknown, try "ip -help".\n' },
      },
      'iproute2-no-json',
      'apt-get install -y iproute2',
    ],
    ['bridge', { bridgeTool: MISSING }, 'no-bridge-tool', 'apt-get install -y iproute2'],
    ['tcpdump', { tcpdump: MISSING }, 'no-tcpdump', 'apt-get install -y tcpdump'],
    ['ping', { ping: MISSING }, 'no-ping', 'apt-get install -y iputils-ping'],
    ['VXLAN', { vxlan: { code: 2, stderr: 'Error: Unknown device type.\n' } }, 'no-vxlan', 'modprobe vxlan'],
    [
      'VXLAN, in the words of an old ip',
      { vxlan: { code: 2, stderr: 'RTNETLINK answers: Operation not supported\n' } },
      'no-vxlan',
      'modprobe vxlan',
    ],
    [
      'rights',
      { userId: { stdout: '1000\n' } },
      'no-rights',
      "echo 'ops ALL=(root) NOPASSWD: /bin/sh' | install -m 0440 /dev/stdin /etc/sudoers.d/overlane && visudo -c",
    ],
    [
      'ping on a system of the Red Hat family',
      { ping: MISSING, system: { stdout: 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n' } },
      'no-ping',
      'dnf install -y iputils',
    ],
    [
      'ping on a system that nobody knows',
      { ping: MISSING, system: { code: 1, stdout: '' } },
      'no-ping',
      null,
    ],
  ])('%s: is named alone, with the line that mends it', (_, changes, code, remedy) => {
    const found = findings(changes);
    expect(found.map((finding) => [finding.code, finding.remedy])).toEqual([[code, remedy]]);
    expect(found[0]?.sentence).toMatch(/\.$/);
  });

  it('is told by the capabilities, too', () => {
    const { capabilities } = parseCapabilities(
      answer({
        iproute2: old,
        links: { code: 255, stdout: '' },
        tcpdump: MISSING,
        userId: { stdout: '7\n' },
      }),
      CONTEXT,
    );
    expect(capabilities).toMatchObject({ iproute2: '161212', json: false, tcpdump: false, rights: 'none' });
  });

  it('is not VXLAN where the host lets nobody try', () => {
    expect(
      findings({ vxlan: { code: 1, stderr: 'unshare: unshare failed: Operation not permitted\n' } }),
    ).toEqual([]);
    expect(findings({ vxlan: MISSING })).toEqual([]);
  });

  it('is nothing that a cut answer tells', () => {
    const links = good.find(({ name }) => name === PROBE.links)?.stdout ?? '';
    expect(() => findings({ links: { stdout: links.slice(0, 500) } })).toThrow(ReadError);
    expect(() => parseCapabilities(good.slice(0, 3), CONTEXT)).toThrow(ReadError);
  });
});

describe('what stands in the way on a host', () => {
  const on = { stdout: '1\n', code: 0, stderr: '' };
  const printed = (file: string) => ({ stdout: filter(file), code: 0 });
  const link = (change: Record<string, unknown>) => {
    const links = parseDocument('links', good.find(({ name }) => name === PROBE.links)?.stdout ?? '');
    const changed = (links as { ifname: string }[]).map((one) =>
      one.ifname === 'eth1' ? { ...one, ...change } : one,
    );
    return { stdout: `${JSON.stringify(changed)}\n` };
  };
  const netconf = (all: Record<string, unknown>, eth1: Record<string, unknown>) => ({
    stdout: `${JSON.stringify([
      { family: 'inet', interface: 'all', forwarding: false, rp_filter: 'off', ...all },
      { family: 'inet', interface: 'eth1', forwarding: false, rp_filter: 'off', ...eth1 },
    ])}\n`,
  });
  const open = 'iptables -I INPUT -p udp --dport 8472 -j ACCEPT';
  const noBridgeFilter =
    'sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0';

  it.each<[string, Parameters<typeof answer>[0], [string, string, string | null][]]>([
    [
      'firewalld',
      { nftables: printed('firewalld.ruleset') },
      [
        [
          'firewall-drops-vxlan',
          'error',
          'firewall-cmd --permanent --add-port=8472/udp && firewall-cmd --reload',
        ],
      ],
    ],
    ['firewalld with the port', { nftables: printed('firewalld-open.ruleset') }, []],
    [
      'ufw',
      { iptablesNft: printed('ufw.iptables'), nftables: printed('ufw.ruleset') },
      [['firewall-drops-vxlan', 'error', 'ufw allow 8472/udp']],
    ],
    [
      'ufw with the port',
      { iptablesNft: printed('ufw-open.iptables'), nftables: printed('ufw-open.ruleset') },
      [],
    ],
    [
      'rules of one’s own',
      { nftables: printed('server.ruleset') },
      [['firewall-drops-vxlan', 'error', 'nft insert rule inet filter input udp dport 8472 accept']],
    ],
    [
      'iptables',
      { iptablesLegacy: { stdout: '-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n' } },
      [['firewall-drops-vxlan', 'error', open]],
    ],
    [
      'Docker',
      { bridgeFilter: on, iptablesNft: printed('docker.iptables'), nftables: printed('docker.ruleset') },
      [['bridge-filter-drops', 'error', noBridgeFilter]],
    ],
    [
      'Docker by old tables',
      { bridgeFilter: on, iptablesLegacy: printed('docker.legacy') },
      [['bridge-filter-drops', 'error', noBridgeFilter]],
    ],
    [
      'Docker that lets bridges be',
      { bridgeFilter: on, iptablesNft: printed('docker-open.iptables') },
      [['bridge-filter-on', 'note', noBridgeFilter]],
    ],
    [
      'Docker without br_netfilter',
      { iptablesNft: printed('docker.iptables'), bridgeFilter: { code: 1, stdout: '' } },
      [],
    ],
    ['br_netfilter without a filter', { bridgeFilter: on }, []],
    [
      'an underlay that is down',
      { links: link({ flags: ['BROADCAST', 'MULTICAST'] }) },
      [['underlay-down', 'error', 'ip link set dev eth1 up']],
    ],
    [
      'an underlay without a cable',
      { links: link({ flags: ['NO-CARRIER', 'BROADCAST', 'UP'] }) },
      [['underlay-no-carrier', 'error', null]],
    ],
    [
      'a narrow underlay',
      { links: link({ mtu: 1400 }) },
      [['underlay-mtu', 'note', 'ip link set dev eth1 mtu 1500']],
    ],
    ['a wide underlay', { links: link({ mtu: 9000 }) }, []],
    [
      'NetworkManager that takes ours',
      {
        networkManager: {
          code: 0,
          stdout: 'eth1:connected\nmsft-br:connecting (getting IP configuration)\nmsft-veth0:unmanaged\n',
        },
      },
      [
        [
          'manager-takes-devices',
          'warning',
          "printf '[keyfile]\\nunmanaged-devices=interface-name:*-veth*;interface-name:*-br*;interface-name:*-vxl-*\\n' > /etc/NetworkManager/conf.d/90-overlane.conf && nmcli general reload",
        ],
      ],
    ],
    [
      'NetworkManager that leaves ours alone',
      { networkManager: { code: 0, stdout: 'msft-br:connected (externally)\neth1:connected\n' } },
      [],
    ],
    [
      'networkd that takes ours',
      {
        networkd: {
          code: 0,
          stdout:
            '  1 lo loopback carrier unmanaged\n  6 msft-veth0 ether degraded configuring\n  3 eth1 ether routable configured\n',
        },
      },
      [
        [
          'manager-takes-devices',
          'warning',
          "printf '[Match]\\nName=*-veth* *-br* *-vxl-*\\n[Link]\\nUnmanaged=yes\\n' > /etc/systemd/network/05-overlane.network && networkctl reload",
        ],
      ],
    ],
    ['a host that forwards', { netconf: netconf({ forwarding: true }, {}) }, [['ip-forward', 'note', null]]],
    [
      'a strict return path',
      { netconf: netconf({}, { rp_filter: 'strict' }) },
      [
        [
          'rp-filter-strict',
          'note',
          'sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.eth1.rp_filter=2',
        ],
      ],
    ],
    ['a loose return path', { netconf: netconf({ rp_filter: 'loose' }, { rp_filter: 'strict' }) }, []],
  ])('is told of %s', (_, changes, expected) => {
    const found = findings(changes);
    expect(found.map(({ code, severity, remedy }) => [code, severity, remedy])).toEqual(expected);
  });

  it('is a shell that takes its time', () => {
    expect(findings({}, { shellMs: 1200 })).toEqual([
      {
        code: 'slow-shell',
        severity: 'warning',
        sentence:
          'An empty command takes 1.2 s on the host: the login shell of "ops" reads a slow profile, or the way there is long.',
        remedy: "sed -i '1i case $- in *i*) ;; *) return ;; esac' ~ops/.bashrc",
      },
    ]);
  });

  it('is told of the fabric’s own port', () => {
    expect(findings({ nftables: printed('firewalld-open.ruleset') }, { vxlanPort: 4789 })[0]?.code).toBe(
      'firewall-drops-vxlan',
    );
  });
});
