import { listed } from '../isolation/shown';
import type { Contact, Control, Proof, ProofHost, ProofTenant } from './proof';
import type { PlannedHost, ProofPlan, Seat, Shot, Wire } from './proof-plan';

/** Contacts and doubts that are kept of one run; beyond them there is a number. */
export const MOST_KEPT = 50;
const MOST_DEVICES = 8;

/** A marked frame, as one of the witnesses saw it. */
export type Sighting = {
  shot: Shot;
  hostId: string;
  /** null: in the host's own. */
  namespace: string | null;
  device: string;
  /** As the kernel tells it of the frame: `In` is one that is for this very device. */
  direction: string;
};

/** What was seen and done, as far as it came. */
export type ProofEvidence = {
  sightings: readonly Sighting[];
  /** Captures that ran; `why`: it did not look all the time, and why. */
  witnesses: readonly { hostId: string; namespace: string | null; why: string | null }[];
  /** Why it could not be sent, where it is not that there is no way. */
  failed: ReadonlyMap<Shot, string>;
  packets: number;
  /** Why it ended before everything was sent, or null. */
  cut: string | null;
};

/** Where something of one was seen at another, and for whom silence means something. */
export function proofVerdict(
  plan: ProofPlan,
  evidence: ProofEvidence,
): Omit<Proof, 'id' | 'startedAt' | 'endedAt' | 'by' | 'computed'> {
  const contacts = contactsOf(plan, evidence);
  const controls = new Map(plan.seats.map((seat) => [seat, controlOf(seat, plan, evidence)]));
  const hosts = hostsOf(plan, evidence);
  const doubts = [
    ...(evidence.cut === null ? [] : [evidence.cut]),
    ...(plan.seats.length === 0 ? ['there is no endpoint that could send anything'] : []),
    ...new Set(plan.absent.map(({ sentence }) => sentence)),
    ...hosts.flatMap(({ name, why }) =>
      why === null || plan.hosts.some((one) => one.name === name && one.why !== null)
        ? []
        : [`what passes on ${name} was not watched all the time: ${why}`],
    ),
    ...[...controls.values()].flatMap(({ doubts }) => doubts),
    ...strayDoubts(plan, evidence, contacts),
  ];
  const tenants = tenantsOf(plan, controls, contacts);
  return {
    revision: plan.revision,
    verdict: contacts.length > 0 ? 'touching' : doubts.length > 0 ? 'unproven' : 'apart',
    contacts: contacts.slice(0, MOST_KEPT),
    contactsInAll: contacts.length,
    doubts: doubts.slice(0, MOST_KEPT),
    doubtsInAll: doubts.length,
    hosts,
    tenants,
    pairs: pairsOf(tenants, contacts),
    counts: {
      endpoints: plan.endpoints,
      probed: plan.seats.length,
      insides: new Set(
        evidence.witnesses.filter(isInside).map(({ hostId, namespace }) => `${hostId}/${namespace}`),
      ).size,
      packets: evidence.packets,
    },
  };
}

function isInside({ namespace, why }: ProofEvidence['witnesses'][number]): boolean {
  return namespace !== null && why === null;
}

type Whose = { tenantId: string | null };

/** Whose place a frame was seen at, where it is not the sender's own; null: nobody's, or where it may be. */
function strangePlace(host: PlannedHost, { shot, namespace, device, direction }: Sighting): Whose | null {
  const { tenantId } = shot.seat;
  if (namespace !== null) {
    const owner = host.namespaces.get(namespace);
    return owner === undefined || owner === tenantId ? null : { tenantId: owner };
  }
  if (host.own.has(device)) return { tenantId: null };
  const place = host.places.get(device);
  if (!place) return null;
  if (place.tenantId !== tenantId) return { tenantId: place.tenantId };
  // Frames for others are seen there too; one that is for the device itself goes up into the host's own stack.
  const isTaken = shot.kind !== 'broadcast' && direction === 'In';
  return isTaken && !place.adopted ? { tenantId: null } : null;
}

type Group = { from: Set<Seat>; toTenantId: string | null; host: PlannedHost; devices: Set<string> };

function contactsOf(plan: ProofPlan, { sightings }: ProofEvidence): Contact[] {
  const hosts = new Map(plan.hosts.map((host) => [host.hostId, host]));
  const tenantName = new Map(plan.tenants.map(({ tenantId, name }) => [tenantId, name]));
  const groups = new Map<string, Group>();
  for (const sighting of sightings) {
    const host = hosts.get(sighting.hostId);
    const whose = host ? strangePlace(host, sighting) : null;
    if (!host || !whose) continue;
    const { seat } = sighting.shot;
    const key = `${seat.tenantId}>${whose.tenantId ?? 'host'}@${sighting.hostId}`;
    const group = groups.get(key) ?? {
      from: new Set(),
      toTenantId: whose.tenantId,
      host,
      devices: new Set(),
    };
    group.from.add(seat);
    group.devices.add(placeName(sighting));
    groups.set(key, group);
  }
  const told = [...groups].map(([key, group]) => toldContact(key, group, sightings, tenantName));
  // What says by which devices comes first, and then what happened within one host.
  const rank = (one: Contact) =>
    (one.strangers.length > 0 ? 0 : 2) + (one.from.endsWith(`@${one.host}`) ? 0 : 1);
  return told.sort((a, b) => rank(a) - rank(b));
}

function placeName({ device, namespace }: Sighting): string {
  return namespace === null ? device : `${device} in ${namespace}`;
}

function toldContact(
  key: string,
  { from, toTenantId, host, devices }: Group,
  sightings: readonly Sighting[],
  tenantName: ReadonlyMap<string, string>,
): Contact {
  const near = [...from].find(({ hostId }) => hostId === host.hostId);
  const seat = near ?? ([...from][0] as Seat);
  const nameOf = (id: string) => tenantName.get(id) ?? id;
  const strangers = strangersOn(host, sightings, from);
  const shown = [...devices].sort().slice(0, MOST_DEVICES);
  const to = toTenantId === null ? `the host ${host.name} itself` : `${nameOf(toTenantId)} on ${host.name}`;
  const way = strangers.length === 0 ? '' : `, past ${listed(strangers)}, ${nobodys(strangers)}`;
  return {
    key,
    tenantId: seat.tenantId,
    tenant: nameOf(seat.tenantId),
    from: seat.label,
    toTenantId,
    toTenant: toTenantId === null ? null : nameOf(toTenantId),
    hostId: host.hostId,
    host: host.name,
    devices: shown,
    strangers,
    sentence: `${seat.label} reaches ${to}: its frames were seen at ${listed(shown)}${way}`,
  };
}

function nobodys({ length }: { length: number }): string {
  return `which ${length > 1 ? 'are' : 'is'} nobody's`;
}

/** Devices of nobody at which frames of these were seen. */
function strangersOn(host: PlannedHost, sightings: readonly Sighting[], from: ReadonlySet<Seat>): string[] {
  const found = new Set<string>();
  for (const { hostId, namespace, device, shot } of sightings) {
    if (hostId !== host.hostId || namespace !== null || !from.has(shot.seat)) continue;
    if (!host.places.has(device) && !host.own.has(device)) found.add(device);
  }
  return [...found].sort().slice(0, MOST_DEVICES);
}

/** What left by a device of nobody went where nobody looked. */
function strayDoubts(plan: ProofPlan, evidence: ProofEvidence, contacts: readonly Contact[]): string[] {
  const told = new Set(contacts.map(({ tenantId, hostId }) => `${tenantId} ${hostId}`));
  return plan.hosts.flatMap((host) => {
    const byTenant = new Map<string, { label: string; devices: Set<string> }>();
    for (const { hostId, namespace, device, shot } of evidence.sightings) {
      if (hostId !== host.hostId || namespace !== null) continue;
      if (host.places.has(device) || host.own.has(device)) continue;
      if (told.has(`${shot.seat.tenantId} ${hostId}`)) continue;
      const known = byTenant.get(shot.seat.tenantId) ?? {
        label: shot.seat.label,
        devices: new Set<string>(),
      };
      known.devices.add(device);
      byTenant.set(shot.seat.tenantId, known);
    }
    return [...byTenant.values()].map(({ label, devices }) => {
      const passed = [...devices].sort().slice(0, MOST_DEVICES);
      const behind = passed.length > 1 ? 'them' : 'it';
      return `frames of ${label} passed ${listed(passed)} on ${host.name}, ${nobodys(passed)}: what is behind ${behind} was not watched`;
    });
  });
}

type SeatControl = { control: Control; doubts: string[] };

/** Whether a marked frame was seen at each place of an endpoint at which frames of others are looked for. */
function controlOf(seat: Seat, plan: ProofPlan, evidence: ProofEvidence): SeatControl {
  const watch = evidence.witnesses.filter(({ hostId }) => hostId === seat.hostId);
  const outside = watch.filter(({ namespace }) => namespace === null);
  // Told once for the host.
  if (outside.length === 0 || outside.some(({ why }) => why !== null))
    return { control: 'failed', doubts: [] };
  const seen = evidence.sightings.filter(
    ({ shot, hostId }) => shot.kind === 'broadcast' && hostId === seat.hostId,
  );
  const doubts: string[] = [];
  let isFellow = seat.wires.length > 0;
  for (const wire of seat.wires) {
    const fellows = fellowsOf(seat, wire, plan, evidence);
    const own = ownShot(seat, wire, plan);
    const failure = own && evidence.failed.get(own);
    if (!own || failure) {
      doubts.push(
        `${seat.label} sent nothing on ${wire.namespaceEnd}: ${failure ?? 'it is not there, or down'}`,
      );
      continue;
    }
    const at = seen.filter(({ namespace, device }) => namespace === null && device === wire.hostEnd);
    if (!at.some(({ shot }) => shot.seat === seat))
      doubts.push(
        `what ${seat.label} sent on ${wire.namespaceEnd} was not seen at ${wire.hostEnd}: it may never have left`,
      );
    else if (fellows.length === 0) isFellow = false;
    else if (!at.some(({ shot }) => shot.seat !== seat && shot.networkId === wire.networkId))
      doubts.push(
        `nothing that ${fellows[0]?.label} sent came to ${seat.label}, which is in the same network: that nothing of others came there proves nothing`,
      );
  }
  const inside = watch.filter(({ namespace }) => namespace === seat.namespace);
  const within = seen.filter(({ namespace }) => namespace === seat.namespace);
  const broken = inside.find(({ why }) => why !== null);
  if (broken) doubts.push(`what comes to ${seat.label} was not watched all the time: ${broken.why}`);
  else if (
    inside.length > 0 &&
    doubts.length === 0 &&
    !within.some(({ shot }) => !isFellow || shot.seat !== seat)
  )
    doubts.push(`nothing was seen inside ${seat.label}, not even what had to come there`);
  return { control: doubts.length > 0 ? 'failed' : isFellow ? 'fellow' : 'own', doubts };
}

function ownShot(seat: Seat, wire: Wire, plan: ProofPlan): Shot | undefined {
  return plan.shots.find(
    (shot) => shot.seat === seat && shot.kind === 'broadcast' && shot.device === wire.namespaceEnd,
  );
}

/** Other endpoints of the network that sent something. */
function fellowsOf(seat: Seat, { networkId }: Wire, plan: ProofPlan, { failed }: ProofEvidence): Seat[] {
  return plan.shots.flatMap((shot) =>
    shot.kind === 'broadcast' && shot.networkId === networkId && shot.seat !== seat && !failed.has(shot)
      ? [shot.seat]
      : [],
  );
}

function hostsOf(plan: ProofPlan, { witnesses }: ProofEvidence): ProofHost[] {
  return plan.hosts.map(({ hostId, name, why }) => {
    const own = witnesses.filter((one) => one.hostId === hostId);
    const outside = own.filter(({ namespace }) => namespace === null);
    const broken = outside.find((one) => one.why !== null)?.why ?? null;
    const nobody = outside.length === 0 ? 'nothing was watched there' : null;
    const insides = new Set(own.filter(isInside).map(({ namespace }) => namespace)).size;
    return { hostId, name, why: why ?? broken ?? nobody, insides };
  });
}

function tenantsOf(
  plan: ProofPlan,
  controls: ReadonlyMap<Seat, SeatControl>,
  contacts: readonly Contact[],
): ProofTenant[] {
  const touching = new Set(contacts.flatMap(({ tenantId, toTenantId }) => [tenantId, toTenantId]));
  const absent = new Set(plan.absent.map(({ tenantId }) => tenantId));
  const own = new Map<string, SeatControl[]>();
  for (const [{ tenantId }, control] of controls) own.set(tenantId, [...(own.get(tenantId) ?? []), control]);
  return plan.tenants.map(({ tenantId, name, endpoints }) => {
    const seats = own.get(tenantId) ?? [];
    const failed =
      seats.length === 0 || absent.has(tenantId) || seats.some(({ control }) => control === 'failed');
    const control = failed ? 'failed' : seats.every((one) => one.control === 'fellow') ? 'fellow' : 'own';
    const state = touching.has(tenantId) ? 'touching' : failed ? 'unproven' : 'apart';
    return { tenantId, name, endpoints, probed: seats.length, control, state };
  });
}

function pairsOf(tenants: readonly ProofTenant[], contacts: readonly Contact[]): Proof['pairs'] {
  const met = new Set(contacts.map(({ tenantId, toTenantId }) => `${tenantId} ${toTenantId}`));
  const pairs = { apart: 0, touching: 0, unproven: 0 };
  for (const a of tenants) {
    for (const b of tenants) {
      if (a === b) continue;
      if (met.has(`${a.tenantId} ${b.tenantId}`)) pairs.touching += 1;
      else if (a.control === 'failed' || b.control === 'failed') pairs.unproven += 1;
      else pairs.apart += 1;
    }
  }
  return pairs;
}
