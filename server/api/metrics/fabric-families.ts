import { type Figures, HOST_STATES, type LiveEvent } from '../../controller/face';
import type { DriftItem } from '../../drift/drift-item';
import type { Counters } from '../../live/counters';
import { hostsOfNetwork, type Intent } from '../../model/intent';
import { untoldTunnels } from '../../model/mesh';
import { HEALTHS, type Status } from '../../status/status';
import type { Family, Sample } from './exposition';

type Present = LiveEvent & { kind: 'snapshot' };

/** What the fabric is now, and what the controller has done to it. */
export function fabricFamilies(present: Present, figures: Figures): Family[] {
  const { intent, hosts } = present;
  const nameOf = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  return [
    gauge('overlane_revision', 'Revision of the intent.', [{ value: intent.revision }]),
    gauge(
      'overlane_hosts',
      'Hosts by the state of their connection.',
      HOST_STATES.map((state) => ({
        labels: { state },
        value: hosts.filter((host) => host.state === state).length,
      })),
    ),
    gauge(
      'overlane_host_up',
      '1 where the host is connected and was compared with the intent.',
      hosts.map((host) => ({
        labels: { host: nameOf.get(host.hostId) ?? host.hostId },
        value: host.state === 'ready' ? 1 : 0,
      })),
    ),
    gauge(
      'overlane_host_active_revision',
      'Revision of which everything was made on the host and read back; left out where it is not so.',
      hosts.flatMap(({ hostId, activeRevision }) =>
        activeRevision === null
          ? []
          : [{ labels: { host: nameOf.get(hostId) ?? hostId }, value: activeRevision }],
      ),
    ),
    gauge(
      'overlane_host_observation_age_seconds',
      'Seconds since what is known of the host was last known to hold.',
      hosts.flatMap(({ hostId, heardAt }) =>
        heardAt === null
          ? []
          : [
              {
                labels: { host: nameOf.get(hostId) ?? hostId },
                value: Math.max(0, present.now - heardAt) / 1000,
              },
            ],
      ),
    ),
    gauge(
      'overlane_things',
      'Things of the fabric by their health.',
      thingsByHealth(present.statuses, intent),
    ),
    gauge(
      'overlane_drift_items',
      'Differences on hosts that nobody asked for, by the kind of object.',
      driftItems(present.drift, intent),
    ),
    gauge(
      'overlane_isolation_alarms',
      'Things by which tenants touch, or a tenant and its host, by host.',
      intent.hosts.map(({ id, name }) => ({
        labels: { host: name },
        value: present.isolation.shared.filter(({ hostId }) => hostId === id).length,
      })),
    ),
    gauge('overlane_isolation_proven', '1 where all tenants were looked at on all hosts, and are apart.', [
      { value: present.isolation.verdict === 'apart' ? 1 : 0 },
    ]),
    ...proofFamilies(present),
    ...networkFamilies(present),
    {
      name: 'overlane_runs_total',
      help: 'Runs on hosts by outcome, since the controller started.',
      type: 'counter',
      samples: Object.entries(figures.runs).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      name: 'overlane_apply_duration_seconds',
      help: 'From the commit of a revision to its read-back, for each host.',
      type: 'histogram',
      of: figures.apply,
    },
    {
      name: 'overlane_observation_delay_seconds',
      help: 'From a kernel event on a host to the patch that tells of it.',
      type: 'histogram',
      of: figures.observation,
    },
    {
      name: 'overlane_full_read_duration_seconds',
      help: 'Complete reads of a host.',
      type: 'histogram',
      of: figures.fullRead,
    },
  ];
}

function gauge(name: string, help: string, samples: Sample[]): Family {
  return { name, help, type: 'gauge', samples };
}

/** The first word of a status key, as the label says it. */
const KINDS = ['host', 'tenant', 'network', 'endpoint', 'link', 'tunnel'] as const;

/** All combinations, so that an alert on one sees it become 0 and not vanish. */
/** What marked packets proved last, with when, so that an old proof is seen to be old. */
function proofFamilies({ proofs: { last, everyHours } }: Present): Family[] {
  return [
    gauge(
      'overlane_isolation_proof_result',
      '1 for what the last proof by packets came to.',
      (['apart', 'touching', 'unproven'] as const).map((verdict) => ({
        labels: { verdict },
        value: last?.verdict === verdict ? 1 : 0,
      })),
    ),
    gauge(
      'overlane_isolation_proof_timestamp_seconds',
      'When the last proof by packets ended; left out where there was none.',
      last ? [{ value: last.endedAt / 1000 }] : [],
    ),
    gauge(
      'overlane_isolation_proof_pairs',
      'Ordered pairs of tenants by what the last proof by packets came to.',
      last ? Object.entries(last.pairs).map(([verdict, value]) => ({ labels: { verdict }, value })) : [],
    ),
    gauge(
      'overlane_isolation_proof_interval_seconds',
      'Seconds between two proofs that nobody asks for; 0: there are none.',
      [{ value: everyHours * 3600 }],
    ),
  ];
}

function thingsByHealth(statuses: readonly Status[], intent: Intent): Sample[] {
  const counts = new Map<string, number>();
  for (const { key, health } of statuses) {
    const id = `${key.slice(0, key.indexOf(':'))} ${health}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const known = new Map(statuses.map((status) => [status.key, status]));
  const tunnels = statuses.filter(({ key }) => key.startsWith('tunnel:'));
  const untold = untoldTunnels(intent, (key) => known.get(key), tunnels);
  for (const [health, more] of Object.entries(untold)) {
    counts.set(`tunnel ${health}`, (counts.get(`tunnel ${health}`) ?? 0) + more);
  }
  return KINDS.flatMap((kind) =>
    HEALTHS.map((health) => ({ labels: { kind, health }, value: counts.get(`${kind} ${health}`) ?? 0 })),
  );
}

const OBJECTS = [
  'namespace',
  'bridge',
  'vxlan',
  'veth',
  'flood-entry',
  'address',
] as const satisfies readonly DriftItem['object']['kind'][];

function driftItems(items: readonly DriftItem[], intent: Intent): Sample[] {
  const counts = new Map<string, number>();
  for (const { hostId, object } of items) {
    const id = `${hostId} ${object.kind}`;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return intent.hosts.flatMap(({ id, name }) =>
    OBJECTS.map((kind) => ({ labels: { host: name, kind }, value: counts.get(`${id} ${kind}`) ?? 0 })),
  );
}

type Counter = { name: string; help: string; stat: keyof Counters[string] };

/** From the view of the host: received is what came out of the tunnels. */
const COUNTERS: readonly Counter[] = [
  { name: 'receive_bytes', help: 'Bytes that came out of tunnels of the network', stat: 'rxBytes' },
  { name: 'receive_packets', help: 'Frames that came out of tunnels of the network', stat: 'rxPackets' },
  { name: 'receive_errors', help: 'Errors in receiving', stat: 'rxErrors' },
  { name: 'receive_dropped', help: 'Received frames that were dropped', stat: 'rxDropped' },
  { name: 'transmit_bytes', help: 'Bytes that went into tunnels of the network', stat: 'txBytes' },
  { name: 'transmit_packets', help: 'Frames that went into tunnels of the network', stat: 'txPackets' },
  { name: 'transmit_errors', help: 'Errors in sending', stat: 'txErrors' },
  { name: 'transmit_dropped', help: 'Frames to send that were dropped', stat: 'txDropped' },
];

/**
 * Of each VXLAN interface by itself: the kernel counts from the making of a device, and only so a counter that begins
 * again is seen as one. A host that is not connected has none, since its last counters would stand for a silence.
 */
function networkFamilies({ intent, hosts }: Present): Family[] {
  const stats = new Map(
    hosts.flatMap(({ hostId, state, observed }) =>
      state === 'ready' && observed
        ? [[hostId, new Map(observed.links.map(({ name, stats }) => [name, stats]))] as const]
        : [],
    ),
  );
  const nameOf = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const interfaces = intent.tenants.flatMap((tenant) =>
    tenant.networks.flatMap((network) =>
      hostsOfNetwork(tenant, network.id).flatMap((hostId) => {
        const device = network.found[hostId]?.vxlan ?? network.vxlan;
        const counted = stats.get(hostId)?.get(device);
        if (!counted) return [];
        const host = nameOf.get(hostId) ?? hostId;
        const labels = { host, tenant: tenant.name, network: network.name, vni: String(network.vni), device };
        return [{ labels, counted }];
      }),
    ),
  );
  return COUNTERS.map(({ name, help, stat }) => ({
    name: `overlane_network_${name}_total`,
    help: `${help}, as the kernel of the host counted them on its VXLAN interface.`,
    type: 'counter',
    samples: interfaces.map(({ labels, counted }) => ({ labels, value: counted[stat] })),
  }));
}
