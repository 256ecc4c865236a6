import { checkIntent } from '../model/check';
import { type Intent, type Tenant, tenantSchema } from '../model/intent';
import type { Observed } from '../observe/observed';
import { type Component, componentsOf } from './component';
import { understood } from './evidence';
import { describe, idsOf } from './found-tenant';
import { kept } from './kept';
import { leftoversOf } from './leftover';
import type { Vteps } from './mesh';
import { componentObstacles } from './obstacles';
import type { Evidence, FoundTenant, Leftover, Proposal } from './proposal';
import { type Segment, segmentsOf } from './segment';
import { type Sight, sightOf } from './sight';
import { stableId } from './stable-id';

export type AdoptInput = {
  intent: Intent;
  /** This installation's id. */
  fabric: string;
  /** By host id: the last complete read; a host that is missing could not be read. */
  observed: Readonly<Record<string, Observed | undefined>>;
};

/**
 * Tenants that people built by hand with bridges, VXLAN interfaces, veth pairs and namespaces, across all hosts. The
 * same input gives the same proposal, ids included.
 */
export function recognise({ intent, fabric, observed }: AdoptInput): Proposal {
  const sights: Sight[] = [];
  const unread: Proposal['unread'] = [];
  for (const host of [...intent.hosts].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const read = observed[host.id];
    if (read) sights.push(sightOf(host, read));
    else
      unread.push({
        hostId: host.id,
        sentence: `${host.name} could not be read: what people built there is not known`,
      });
  }
  const { segments, leftovers } = segmentsOf(sights, intent, fabric);
  const components = componentsOf(segments);
  const inhabited = components.filter(({ rooms }) => rooms.length > 0);
  return {
    tenants: foundTenants(inhabited, segments, vtepsOf(intent, sights), { intent, fabric }).sort((a, b) =>
      a.tenant.name < b.tenant.name ? -1 : 1,
    ),
    leftovers: [
      ...leftovers,
      ...components.filter(({ rooms }) => rooms.length === 0).flatMap(deserted),
      ...leftoversOf(sights, components, fabric),
    ],
    unread,
  };
}

/** No endpoint anywhere: nothing that intent has a word for. */
function deserted({ segments }: Component): Leftover[] {
  return segments.flatMap(({ presences }) =>
    presences.map(({ sight: { host }, vxlan, bridge }) => ({
      hostId: host.id,
      kind: 'vxlan',
      name: vxlan.name,
      sentence: `${vxlan.name} on ${host.name} is in ${bridge.name}, behind which there is no namespace with a name on any host: a tenant is known by its endpoints`,
    })),
  );
}

function foundTenants(
  components: readonly Component[],
  segments: readonly Segment[],
  vteps: Vteps,
  { intent, fabric }: { intent: Intent; fabric: string },
): FoundTenant[] {
  const ids = new Set(intent.tenants.flatMap(idsOf));
  let crowd = intent;
  const found = components.map((component): FoundTenant => {
    const described = describe(crowd, component, ids);
    const { tenant, presences, seats } = described;
    crowd = { ...crowd, tenants: [...crowd.tenants, tenant] };
    const [first] = component.segments;
    return {
      key: `${first?.vni}@${first?.port}`,
      digest: stableId(JSON.stringify(tenant)),
      tenant,
      presences,
      seats,
      understood: understood(component, described, intent.vxlan.port),
      kept: kept(component),
      obstacles: componentObstacles(component, segments, vteps, fabric),
    };
  });
  const faults = modelFaults(intent, crowd);
  // What intent would refuse is said where nothing else is: most of it has a sentence of its own by then.
  return found.map((one) =>
    one.obstacles.length > 0
      ? one
      : { ...one, obstacles: schemaFaults(one.tenant, faults.get(one.tenant.name) ?? []) },
  );
}

/** What speaks against the tenants in intent, by the tenant's name: a path begins with that. */
function modelFaults(intent: Intent, crowd: Intent): Map<string, string[]> {
  const before = new Set(checkIntent(intent).map(({ sentence }) => sentence));
  const faults = new Map<string, string[]>();
  for (const { path, sentence } of checkIntent(crowd)) {
    if (before.has(sentence)) continue;
    const [name = ''] = path.split(/[/@]/);
    faults.set(name, [...(faults.get(name) ?? []), sentence]);
  }
  return faults;
}

function schemaFaults(tenant: Tenant, faults: readonly string[]): Evidence[] {
  const parsed = tenantSchema.safeParse(tenant);
  const sentences = parsed.success ? faults : parsed.error.issues.map(({ message }) => message);
  return sentences.map((sentence) => ({ sentence, hostId: null, read: null }));
}

function vtepsOf(intent: Intent, sights: readonly Sight[]): Vteps {
  const hosts = new Map(
    intent.hosts.flatMap(({ underlay, name }) => (underlay ? [[underlay.address, name] as const] : [])),
  );
  const read = new Set(sights.map(({ host }) => host.name));
  const elsewhere = new Map<string, string>();
  for (const { host, observed } of sights) {
    for (const { addresses } of observed.links) {
      for (const { text, scope } of addresses) {
        const address = text.split('/')[0] ?? text;
        if (scope === 'global' && !hosts.has(address)) elsewhere.set(address, host.name);
      }
    }
  }
  return {
    hosts,
    elsewhere,
    unread: new Set(intent.hosts.filter(({ name }) => !read.has(name)).map(({ name }) => name)),
  };
}
