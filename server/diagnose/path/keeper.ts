import { parseAddress } from '../../model/address';
import type { Observed, ObservedNamespace } from '../../observe/observed';
import { bridgeDifferences } from '../../status/bridge';
import type { Fix, Hop, HopFact } from './answer';
import { flagFacts } from './close-look';
import { fact, fromDifferences, right } from './facts';
import { deviceWords, type Keeper } from './holders';
import { hop, routeWords } from './inside';
import { portFacts } from './port';
import { routeTo } from './route';
import type { Site } from './scene';
import type { AddressScene } from './target';

/** The port and the device of whoever has the next address. */
export function keeperHops({ from, keepers }: AddressScene, keeper: Keeper, next: string): Hop[] {
  const { site, link, namespace, port, prefixed } = keeper;
  const { host } = site;
  const ip = ['ip', ...(namespace === null ? [] : ['-n', namespace])];
  const show = [...ip, 'address', 'show', 'dev', link.name];
  const facts: HopFact[] = [];
  if (port === null) facts.push(...onBridge(site, next, show));
  else if (namespace === null) {
    const found = `${link.name}, the host's own`;
    facts.push(fact('risky', `address ${next}`, 'in a namespace', found, { show, fix: takeAway(keeper) }));
  } else facts.push(right(`address ${next}`, keeperWords(keeper), { show }));
  if (link.up && link.carrier) facts.push(right('state', 'up', { show }));
  else {
    const fix = commandAt(keeper, [...ip, 'link', 'set', 'dev', link.name, 'up'], 'bring it up');
    const isDown = !link.up;
    facts.push(
      fact(isDown ? 'wrong' : 'symptom', 'state', 'up', isDown ? 'down' : 'no carrier', {
        show,
        fix: isDown ? fix : null,
      }),
    );
  }
  if (link.noArp && port !== null && parseAddress(next)?.family === 4) {
    const fix = commandAt(keeper, [...ip, 'link', 'set', 'dev', link.name, 'arp', 'on'], 'let it answer ARP');
    facts.push(fact('wrong', 'ARP', 'on', 'off', { show, fix }));
  }
  facts.push(...wayBack(keeper, from.address));
  for (const other of keepers.slice(1)) {
    const found = `${keeperWords(other)} too`;
    facts.push(fact('wrong', `address ${next}`, keeperWords(keeper), found, { show, fix: takeAway(other) }));
  }
  const last = {
    ...hop(site, 'address', prefixed.split('/')[0] ?? next, namespace, facts),
    heldAt: host.heldAt,
  };
  if (port === null) return [last];
  const of = ['ip', '-d', 'link', 'show', 'dev', port.name];
  const ported: HopFact[] = port.up
    ? [right('state', `up, port of ${site.bridge.name}`, { show: of })]
    : [
        fact('wrong', 'state', 'up', 'down', {
          show: of,
          fix: commandAt(keeper, ['ip', 'link', 'set', 'dev', port.name, 'up'], 'bring the port up'),
        }),
      ];
  ported.push(...portFacts(site, port.name, port.portState, port.up && port.carrier));
  const family = parseAddress(next)?.family ?? 4;
  const beside = site.host.hostId === from.host.hostId ? from.veth.hostEnd.name : site.vxlan.name;
  ported.push(...flagFacts(site, port.name, { beside, family }));
  return [hop(site, 'host-end', port.name, null, ported), last];
}

/** An address on a bridge of Overlane's: by hand, and a way from the tenant into its host. */
function onBridge(site: Site, next: string, show: readonly string[]): HopFact[] {
  const own = bridgeDifferences(site.bridge, site.found).filter(
    ({ mending }) => mending?.attribute === 'address' && mending.which?.split('/')[0] === next,
  );
  const facts = fromDifferences(site.host, own, { show });
  if (facts.length === 0) facts.push(right(`address ${next}`, `${site.bridge.name} itself`, { show }));
  const isSilent = site.found.links.get(site.bridge.name)?.noArp && parseAddress(next)?.family === 4;
  if (!isSilent) return facts;
  const arp = fact('symptom', 'ARP', null, 'off, as it must be on a bridge: nobody answers', { show });
  return [...facts.map((one) => (one.state === 'risky' ? { ...one, state: 'wrong' as const } : one)), arp];
}

function wayBack(keeper: Keeper, own: string): HopFact[] {
  const { site, namespace, link } = keeper;
  const routes = spaceOf(keeper)?.routes;
  if (!routes) return [];
  const ip = ['ip', ...(namespace === null ? [] : ['-n', namespace])];
  const show = [...ip, 'route', 'get', own];
  const what = `route back to ${own}`;
  const chosen = routeTo(routes, own);
  const wanted = `on ${link.name}`;
  const again = [...ip, 'route', 'replace', own, 'dev', link.name];
  const fix = commandAt(keeper, again, 'give it a way back');
  const state = link.up ? 'wrong' : 'symptom';
  if (!chosen) return [fact(state, what, wanted, 'none', { show, fix })];
  const words = routeWords(chosen);
  if (!chosen.isDead && chosen.route.device === link.name) return [right(what, words, { show })];
  return [
    fact(chosen.isDead ? 'wrong' : 'risky', what, wanted, `${words} on ${site.host.name}`, { show, fix }),
  ];
}

/** Of a namespace that packets for others come to: that it sends them on. */
export function routerFacts(router: Keeper, target: string): HopFact[] {
  const { namespace } = router;
  const space = spaceOf(router);
  const ip = ['ip', ...(namespace === null ? [] : ['-n', namespace])];
  if (!space) return [];
  const links = 'links' in space ? space.links : [];
  const held = links.find(({ addresses }) => addresses.some(({ text }) => text.split('/')[0] === target));
  if (held) return [right(`address ${target}`, held.name, { show: [...ip, 'address'] })];
  const family = parseAddress(target)?.family ?? 4;
  const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const enter = namespace === null ? [] : ['ip', 'netns', 'exec', namespace];
  const show = [...enter, 'sysctl', key];
  const isOn = family === 4 ? space.forwarding.ipv4 : space.forwarding.ipv6;
  const forward = commandAt(router, [...enter, 'sysctl', '-w', `${key}=1`], 'let it forward');
  const chosen = routeTo(space.routes, target);
  const onward = [...ip, 'route', 'get', target];
  const what = `route to ${target}`;
  return [
    isOn
      ? right('forwarding', 'on', { show })
      : fact('wrong', 'forwarding', 'on', 'off', { show, fix: forward }),
    !chosen || chosen.isDead
      ? fact('wrong', what, null, chosen ? routeWords(chosen) : 'none', {
          show: onward,
          fix: {
            kind: 'advice',
            sentence: `Give ${namespace ?? router.site.host.name} on ${router.site.host.name} a route to ${target}.`,
          },
        })
      : right(what, routeWords(chosen), { show: onward }),
  ];
}

function spaceOf({ site, namespace }: Keeper): ObservedNamespace | Observed | null {
  return namespace === null ? site.host.observed : (site.found.namespaces.get(namespace) ?? null);
}

export function keeperWords({ link, namespace, site }: Keeper): string {
  return `${deviceWords(link.name, namespace)} on ${site.host.name}`;
}

function takeAway(keeper: Keeper): Fix {
  const { namespace, prefixed, link } = keeper;
  const ip = ['ip', ...(namespace === null ? [] : ['-n', namespace])];
  return commandAt(keeper, [...ip, 'address', 'del', prefixed, 'dev', link.name], 'take it away there');
}

function commandAt({ site }: Keeper, argv: string[], why: string): Fix {
  const { name } = site.host;
  return { kind: 'command', host: name, argv, sentence: `On ${name}, ${why}: ${argv.join(' ')}` };
}
