import { z } from 'zod';
import type { CloseLook, KernelRoute, PolicyRule, PortFlags, SpaceLook } from '../diagnose/path/close-look';
import { parseAddress } from '../model/address';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import type { Runner, Section, SectionOutput } from '../ssh/runner';

/** What to look at on one host. */
export type CloseWish = {
  bridges: readonly string[];
  spaces: readonly { name: string; device: string; targets: readonly string[] }[];
  /** VTEPs of others. */
  vteps: readonly string[];
};

const TIMEOUT_MS = 5_000;

/**
 * Reads of the devices of a path what the complete read of a host leaves out: flags of bridge ports, policy rules, the
 * kernel's own answer about a route. What a host cannot tell is left out. @throws RunnerError
 */
export async function lookClosely(runner: Runner, wish: CloseWish): Promise<CloseLook> {
  const { sections } = await runner.run({ sections: closeSections(wish), timeoutMs: TIMEOUT_MS });
  return parseClose(wish, sections);
}

/** @throws TypeError where a name or an address is none */
export function closeSections({ bridges, spaces, vteps }: CloseWish): Section[] {
  return [
    ...bridges.flatMap((bridge) => [
      section(`bridge ${bridge}`, ['ip', '-j', '-d', 'link', 'show', 'dev', device(bridge)]),
      section(`ports ${bridge}`, ['ip', '-j', '-d', 'link', 'show', 'master', bridge]),
    ]),
    section('vlans', ['bridge', '-j', 'vlan', 'show']),
    ...['-4', '-6'].map((family) => section(`rules ${family}`, ['ip', '-j', family, 'rule', 'show'])),
    ...vteps.map((vtep) => section(`route ${vtep}`, ['ip', '-j', 'route', 'get', address(vtep)])),
    ...spaces.flatMap(({ name, device: own, targets }) => [
      ...['-4', '-6'].map((family) =>
        section(`rules ${name} ${family}`, ['ip', '-n', space(name), '-j', family, 'rule', 'show']),
      ),
      ...targets.map((target) =>
        section(`route ${name} ${target}`, ['ip', '-n', name, '-j', 'route', 'get', address(target)]),
      ),
      section(`settings ${name}`, [
        ...['ip', 'netns', 'exec', name, 'grep', '-sH', '.', ...settingPaths(device(own))],
      ]),
    ]),
  ];
}

function settingPaths(own: string): string[] {
  return [
    '/proc/sys/net/ipv4/conf/all/arp_ignore',
    `/proc/sys/net/ipv4/conf/${own}/arp_ignore`,
    '/proc/sys/net/ipv4/icmp_echo_ignore_all',
    '/proc/sys/net/ipv6/icmp/echo_ignore_all',
  ];
}

export function parseClose({ bridges, spaces, vteps }: CloseWish, sections: SectionOutput[]): CloseLook {
  const by = new Map(sections.map((one) => [one.name, one]));
  const pvids = parsePvids(by.get('vlans'));
  const look = {
    ports: new Map<string, PortFlags>(),
    bridges: new Map<string, { spanningTree: boolean; vlanFiltering: boolean }>(),
    ttls: new Map<string, number | null>(),
    spaces: new Map<string, SpaceLook>(),
  };
  for (const bridge of bridges) {
    const [own] = links(by.get(`bridge ${bridge}`));
    const of = own?.linkinfo?.info_data;
    if (of?.stp_state !== undefined) {
      look.bridges.set(bridge, {
        spanningTree: of.stp_state !== 0,
        vlanFiltering: (of.vlan_filtering ?? 0) !== 0,
      });
    }
    for (const link of links(by.get(`ports ${bridge}`))) {
      const flags = link.linkinfo?.info_slave_data;
      if (flags) look.ports.set(link.ifname, flagsOf(flags, pvids.get(link.ifname) ?? null));
      if (link.linkinfo?.info_kind === 'vxlan') {
        const { ttl } = link.linkinfo.info_data ?? {};
        look.ttls.set(link.ifname, typeof ttl === 'number' && ttl > 0 ? ttl : null);
      }
    }
  }
  for (const { name, targets } of spaces) {
    const settings = parseSettings(by.get(`settings ${name}`));
    if (!settings) continue;
    const routes = routesOf(targets, (target) => by.get(`route ${name} ${target}`));
    const rules = ['-4', '-6'].flatMap((family) => parseRules(by.get(`rules ${name} ${family}`)));
    look.spaces.set(name, { routes, rules, ...settings });
  }
  return {
    ...look,
    routes: routesOf(vteps, (vtep) => by.get(`route ${vtep}`)),
    rules: ['-4', '-6'].flatMap((family) => parseRules(by.get(`rules ${family}`))),
  };
}

const slaveSchema = z.object({
  isolated: z.boolean().optional(),
  locked: z.boolean().optional(),
  learning: z.boolean().optional(),
  flood: z.boolean().optional(),
  mcast_flood: z.boolean().optional(),
  bcast_flood: z.boolean().optional(),
  hairpin: z.boolean().optional(),
});
/** One object of `ip -j -d link show`. */
const linkSchema = z.object({
  ifname: z.string(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: z
        .object({
          stp_state: z.number().optional(),
          vlan_filtering: z.number().optional(),
          ttl: z.union([z.number(), z.string()]).optional(),
        })
        .optional(),
      info_slave_data: slaveSchema.optional(),
    })
    .optional(),
});
const vlansSchema = z.object({
  ifname: z.string(),
  vlans: z.array(z.object({ vlan: z.number(), flags: z.array(z.string()).optional() })),
});
const ruleSchema = z.looseObject({ priority: z.number() });
const routeSchema = z.object({
  type: z.string().optional(),
  dev: z.string().optional(),
  gateway: z.string().optional(),
  via: z.object({ host: z.string() }).optional(),
});

function links(section: SectionOutput | undefined): z.infer<typeof linkSchema>[] {
  return parsed(section, linkSchema);
}

/** What an older iproute2 does not tell is as the kernel makes it. */
function flagsOf(flags: z.infer<typeof slaveSchema>, pvid: number | null): PortFlags {
  return {
    isolated: flags.isolated ?? false,
    locked: flags.locked ?? false,
    learning: flags.learning ?? true,
    flood: flags.flood ?? true,
    mcastFlood: flags.mcast_flood ?? true,
    bcastFlood: flags.bcast_flood ?? true,
    hairpin: flags.hairpin ?? false,
    pvid,
  };
}

function parsePvids(section: SectionOutput | undefined): Map<string, number | null> {
  return new Map(
    parsed(section, vlansSchema).map(({ ifname, vlans }) => [
      ifname,
      vlans.find(({ flags }) => flags?.includes('PVID'))?.vlan ?? null,
    ]),
  );
}

/** Rules besides those that the kernel makes: `local`, `main` and `default`. */
function parseRules(section: SectionOutput | undefined): PolicyRule[] {
  return parsed(section, ruleSchema).flatMap((rule) => {
    const { priority, ...rest } = rule;
    if (priority === 0 || priority >= 32_766) return [];
    const words = Object.entries(rest).flatMap(([key, value]) =>
      value === null ? [key] : typeof value === 'object' ? [] : [`${key} ${String(value)}`],
    );
    return [{ priority, words: `${priority}: ${words.join(' ')}` }];
  });
}

function routesOf(
  targets: readonly string[],
  section: (target: string) => SectionOutput | undefined,
): Map<string, KernelRoute> {
  const routes = new Map<string, KernelRoute>();
  for (const target of targets) {
    const route = parseRouteGet(section(target));
    if (route) routes.set(target, route);
  }
  return routes;
}

/** `ip -j route get`. null: it could not be asked. */
function parseRouteGet(section: SectionOutput | undefined): KernelRoute | null {
  const refused = /^RTNETLINK answers: (.+)$/m.exec(section?.stderr ?? '')?.[1];
  if (section && section.code !== 0) return refused ? { kind: 'refused', why: refused } : null;
  const [route] = parsed(section, routeSchema);
  if (!route) return null;
  if (route.type === 'local') return { kind: 'local' };
  if (!route.dev) return null;
  return { kind: 'sent', device: route.dev, via: route.gateway ?? route.via?.host ?? null };
}

/** `PATH:VALUE` lines. null: the namespace could not be entered. */
function parseSettings(
  section: SectionOutput | undefined,
): Pick<SpaceLook, 'arpIgnore' | 'echoIgnored'> | null {
  if (!section || section.stdout === '') return null;
  const values = section.stdout.split('\n').flatMap((line) => {
    const at = line.lastIndexOf(':');
    return at < 0 ? [] : [{ path: line.slice(0, at), value: Number(line.slice(at + 1)) }];
  });
  const isOn = (end: string) => values.some(({ path, value }) => path.endsWith(end) && value !== 0);
  const ignored = values.filter(({ path }) => path.endsWith('/arp_ignore')).map(({ value }) => value);
  return {
    arpIgnore: Math.max(0, ...ignored.filter(Number.isInteger)),
    echoIgnored: { 4: isOn('/icmp_echo_ignore_all'), 6: isOn('/icmp/echo_ignore_all') },
  };
}

/** Items of a section's JSON list; none where it failed, as an older iproute2 or a smaller kernel may. */
function parsed<S extends z.ZodType>(section: SectionOutput | undefined, schema: S): z.infer<S>[] {
  if (section?.code !== 0) return [];
  let document: unknown;
  try {
    document = JSON.parse(section.stdout);
  } catch {
    return [];
  }
  if (!Array.isArray(document)) return [];
  return document.flatMap((item) => {
    const one = schema.safeParse(item);
    return one.success ? [one.data] : [];
  });
}

function section(name: string, argv: string[]): Section {
  return { name, argv, onFailure: 'continue' };
}

function device(name: string): string {
  if (badDeviceName(name) !== null) throw new TypeError(`no device "${name}"`);
  return name;
}

function space(name: string): string {
  if (badNamespaceName(name) !== null) throw new TypeError(`no namespace "${name}"`);
  return name;
}

function address(text: string): string {
  const parsed = parseAddress(text);
  if (!parsed) throw new TypeError(`no address "${text}"`);
  return parsed.text;
}
