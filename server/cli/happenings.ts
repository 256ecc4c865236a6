import type { LiveEvent } from '../controller/face';
import type { Shared } from '../diagnose/isolation/isolation';
import type { DriftItem } from '../drift/drift-item';
import { keyOfFdbEntry, keyOfLink, keyOfNeighbour } from '../live/observed-keys';
import type { NamespacePatch, ObservedPatch } from '../live/observed-patch';
import type { FdbEntry, ObservedLink, ObservedNamespace, ObservedNeighbour } from '../observe/observed';
import type { Fabric } from './live';

/** One thing that happened, as `overlane watch` tells it. */
export type Happening = {
  /** Milliseconds since the epoch, on the server's clock. */
  at: number;
  kind:
    | 'change'
    | 'host'
    | 'run'
    | 'link'
    | 'namespace'
    | 'route'
    | 'neighbour'
    | 'fdb'
    | 'drift'
    | 'isolation'
    | 'status';
  /** Name of a host; null: it is not of one host. */
  host: string | null;
  what: string;
};

/** Of one kind in one patch that are told each; more are counted. */
const MOST_ALIKE = 10;

/** What an event tells, against the fabric as it was before it. Signs of life and counters are no news. */
export function happenings(before: Fabric | null, event: LiveEvent): Happening[] {
  if (event.kind === 'snapshot' || !before) return [];
  const at = event.now;
  const nameOf = (hostId: string) => before.intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId;
  switch (event.kind) {
    case 'intent':
      return event.intent.revision === before.intent.revision
        ? []
        : [{ at, kind: 'change', host: null, what: `revision ${event.intent.revision} was committed` }];
    case 'host':
    case 'host-state':
      return hostHappenings(before, event.host, nameOf(event.host.hostId), at);
    case 'observed':
      return patchHappenings(before, event.patch, nameOf(event.patch.hostId), at);
    case 'drift': {
      const news = event.set.filter(({ key, sentence }) => before.drift.get(key)?.sentence !== sentence);
      const gone = event.gone.flatMap((key) => before.drift.get(key) ?? []);
      const tell = (item: DriftItem, what: string): Happening => ({
        at,
        kind: 'drift',
        host: nameOf(item.hostId),
        what,
      });
      return [
        ...news.map((item) => tell(item, item.sentence)),
        ...gone.map((item) => tell(item, `no longer so: ${item.sentence}`)),
      ];
    }
    case 'statuses':
      return event.set.flatMap((status): Happening[] => {
        const was = before.statuses.get(status.key)?.health;
        if (was === undefined || was === status.health) return [];
        const what = `${was} → ${status.health}: ${status.sentence}`;
        return [{ at, kind: 'status', host: hostOfKey(status.key, nameOf), what }];
      });
    case 'isolation': {
      const { shared } = event.isolation;
      const was = before.isolation.shared;
      const known = new Set(was.map(({ key }) => key));
      const now = new Set(shared.map(({ key }) => key));
      const tell = (one: Shared, what: string): Happening => ({
        at,
        kind: 'isolation',
        host: nameOf(one.hostId),
        what,
      });
      return [
        ...shared.filter(({ key }) => !known.has(key)).map((one) => tell(one, one.sentence)),
        ...was.filter(({ key }) => !now.has(key)).map((one) => tell(one, `no longer so: ${one.sentence}`)),
      ];
    }
    case 'proofs': {
      const { last } = event.proofs;
      if (!last || last.id === before.proofs.last?.id) return [];
      const first = last.firstContact === null ? '' : `: ${last.firstContact}`;
      const what = `proof ${last.id} by packets: ${last.verdict}${first}`;
      return [{ at, kind: 'isolation', host: null, what }];
    }
    case 'rollout': {
      const { revision, stage, reason, sentence } = event.rollout;
      if (before.rollouts.get(revision)?.stage === stage) return [];
      const ends = {
        kept: 'is kept',
        undone: 'was undone on all of its hosts',
        stuck: 'could not be undone',
      };
      if (!(stage in ends)) return [];
      const why = reason === null ? '' : `: ${reason}`;
      const what = `revision ${revision} (${sentence}) ${ends[stage as keyof typeof ends]}${why}`;
      return [{ at, kind: 'change', host: null, what }];
    }
    case 'heard':
    case 'counters':
    case 'carriage':
      return [];
  }
}

/** Of the keys of hosts, links and presences; the others are not of one host. */
function hostOfKey(key: string, nameOf: (hostId: string) => string): string | null {
  const hostId = /^host:([a-z0-9]+)$|^link:([a-z0-9]+)\/|^network:[a-z0-9]+@([a-z0-9]+)$/.exec(key);
  const id = hostId?.[1] ?? hostId?.[2] ?? hostId?.[3];
  return id === undefined ? null : nameOf(id);
}

type HostState = Extract<LiveEvent, { kind: 'host-state' }>['host'];

function hostHappenings(before: Fabric, host: HostState, name: string, at: number): Happening[] {
  const was = before.hosts.get(host.hostId);
  const list: Happening[] = [];
  if (was && was.state !== host.state) {
    const why = host.reason ? `: ${host.reason.sentence}` : '';
    list.push({ at, kind: 'host', host: name, what: `${was.state} → ${host.state}${why}` });
  }
  const { run } = host;
  if (run && (was?.run?.id !== run.id || was.run.stage !== run.stage)) {
    list.push({ at, kind: 'run', host: name, what: runWords(run) });
  }
  if (was && host.activeRevision !== null && was.activeRevision !== host.activeRevision) {
    list.push({ at, kind: 'host', host: name, what: `read back at revision ${host.activeRevision}` });
  }
  return list;
}

function runWords(run: NonNullable<HostState['run']>): string {
  const stages: Record<typeof run.stage, string> = {
    pushing: `makes ${run.steps} steps of revision ${run.revision}`,
    reading: 'reads back what was made',
    done: `made ${run.reached} of ${run.steps} steps of revision ${run.revision}`,
    failed: `made ${run.reached} of ${run.steps} steps: ${run.errors.join('; ')}`,
    unknown: `nobody saw how it ended: ${run.errors.join('; ')}`,
  };
  return stages[run.stage];
}

type Space = {
  links: readonly ObservedLink[];
  neighbours: readonly ObservedNeighbour[];
};

function patchHappenings(before: Fabric, patch: ObservedPatch, host: string, at: number): Happening[] {
  const observed = before.hosts.get(patch.hostId)?.observed;
  if (!observed) return [];
  const tell = (kind: Happening['kind']) => (what: string) => ({ at, kind, host, what });
  const list: Happening[] = [];
  if (patch.bootId !== undefined) list.push(tell('host')('was restarted'));
  list.push(...spaceHappenings(observed, patch, null, tell));
  const known = new Map(observed.namespaces.map((namespace) => [namespace.name, namespace]));
  for (const name of patch.namespaces?.gone ?? []) list.push(tell('namespace')(`namespace ${name} is gone`));
  for (const space of patch.namespaces?.set ?? []) {
    const was: ObservedNamespace | undefined = known.get(space.name);
    if (!was) list.push(tell('namespace')(`namespace ${space.name} is new`));
    list.push(...spaceHappenings(was ?? { links: [], neighbours: [] }, space, space.name, tell));
  }
  const entries = new Map(patch.fdb ? observed.fdb.map((entry) => [keyOfFdbEntry(entry), entry]) : []);
  list.push(
    ...few([
      ...(patch.fdb?.set ?? []).map(
        (entry) => `${fdbWords(entry)} is ${entries.has(keyOfFdbEntry(entry)) ? 'changed' : 'new'}`,
      ),
      ...(patch.fdb?.gone ?? []).flatMap((key) => {
        const entry = entries.get(key);
        return entry ? [`${fdbWords(entry)} is gone`] : [];
      }),
    ]).map(tell('fdb')),
  );
  return list;
}

function spaceHappenings(
  was: Space,
  patch: Pick<NamespacePatch, 'links' | 'routes' | 'neighbours'>,
  namespace: string | null,
  tell: (kind: Happening['kind']) => (what: string) => Happening,
): Happening[] {
  const inside = namespace === null ? '' : ` in ${namespace}`;
  const links = new Map(was.links.map((link) => [keyOfLink(link), link]));
  const neighbours = new Map(
    patch.neighbours ? was.neighbours.map((neighbour) => [keyOfNeighbour(neighbour), neighbour]) : [],
  );
  return [
    ...few([
      ...(patch.links?.gone ?? []).flatMap((key) => {
        const link = links.get(key);
        return link ? [`${link.name}${inside} is gone`] : [];
      }),
      ...(patch.links?.set ?? []).flatMap((link) => linkWords(links.get(keyOfLink(link)), link, inside)),
    ]).map(tell('link')),
    ...(patch.routes ? [tell('route')(`the routes${inside || ' of the host'} changed`)] : []),
    ...few([
      ...(patch.neighbours?.set ?? []).map(
        (neighbour) =>
          `${neighbour.address} on ${neighbour.device}${inside} is ${neighbour.mac ?? 'not answering'}`,
      ),
      ...(patch.neighbours?.gone ?? []).flatMap((key) => {
        const neighbour = neighbours.get(key);
        return neighbour ? [`${neighbour.address} on ${neighbour.device}${inside} is forgotten`] : [];
      }),
    ]).map(tell('neighbour')),
  ];
}

function few(list: string[]): string[] {
  if (list.length <= MOST_ALIKE) return list;
  return [...list.slice(0, MOST_ALIKE), `and ${list.length - MOST_ALIKE} more like these`];
}

/** In the order in which a person would ask. */
function linkWords(was: ObservedLink | undefined, link: ObservedLink, inside: string): string[] {
  const name = `${link.name}${inside}`;
  if (!was) return [`${name} is new (${link.kindName || 'a device'}, ${link.up ? 'up' : 'down'})`];
  const changed: string[] = [];
  const differ = (what: string, a: unknown, b: unknown) => {
    if (a !== b) changed.push(`${what} ${a ?? 'none'} → ${b ?? 'none'}`);
  };
  differ('name', was.name, link.name);
  differ('state', was.up ? 'up' : 'down', link.up ? 'up' : 'down');
  differ('carrier', was.carrier ? 'yes' : 'no', link.carrier ? 'yes' : 'no');
  differ('master', was.master, link.master);
  differ('mtu', was.mtu, link.mtu);
  differ('address', was.mac, link.mac);
  differ('port state', was.portState, link.portState);
  const before = new Set(was.addresses.map(({ text }) => text));
  const after = new Set(link.addresses.map(({ text }) => text));
  for (const text of after) if (!before.has(text)) changed.push(`has ${text} now`);
  for (const text of before) if (!after.has(text)) changed.push(`has ${text} no longer`);
  return [`${name}: ${changed.join(', ') || 'changed in its details'}`];
}

function fdbWords({ mac, device, dst, master }: FdbEntry): string {
  const where = dst !== null ? ` to ${dst}` : master !== null ? ` in ${master}` : '';
  return `${mac} on ${device}${where}`;
}
