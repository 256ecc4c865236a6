import type { Place } from '../diagnose/path/places';
import type { Suspect } from '../diagnose/path/suspects';
import { type DropRule, readDropRules } from '../probe/drop-rules';
import { type Queue, readQueues } from '../probe/queues';
import type { Runner } from '../ssh/runner';

/** All that may drop packets at these places: packet filters of the hosts and their namespaces, and queues of the devices. */
export async function readSuspects(
  places: readonly Place[],
  runnerOf: (hostId: string) => Runner | null,
  tunnelPort: number,
): Promise<Suspect[]> {
  const hosts = [...new Set(places.map(({ hostId }) => hostId))];
  const lists = await Promise.all(
    hosts.map(async (hostId) => {
      const runner = runnerOf(hostId);
      if (!runner) return [];
      const here = places.filter((place) => place.hostId === hostId);
      const spaces = [...new Set([null, ...here.map(({ namespace }) => namespace)])];
      const [rules, queues] = await Promise.all([
        Promise.all(
          spaces.map(async (namespace) => {
            const found = (await readDropRules(runner, namespace).catch(() => null)) ?? [];
            // In a namespace packets are not in a tunnel yet, whatever port a rule speaks of.
            return found
              .filter((rule) => meets(rule, namespace === null ? tunnelPort : null))
              .map((rule) => ofRule(hostId, namespace, rule));
          }),
        ),
        readQueues(runner, here).catch(() => []),
      ]);
      return [
        ...queues.flatMap((found, i) => {
          const place = here[i];
          return place ? found.map((queue) => ofQueue(place, queue)) : [];
        }),
        ...rules.flat(),
      ];
    }),
  );
  return lists.flat();
}

function meets({ ports }: DropRule, port: number | null): boolean {
  return ports.length === 0 || (port !== null && ports.some(([from, to]) => from <= port && port <= to));
}

const HOOKS: Record<string, Suspect['at']> = { ingress: 'arriving', egress: 'leaving' };

function ofRule(hostId: string, namespace: string | null, rule: DropRule): Suspect {
  const { family, table, chain, handle, ports, hook, device } = rule;
  const enter = namespace === null ? [] : ['ip', 'netns', 'exec', namespace];
  const range = ports.map((one) => [...new Set(one)].join('–')).join(', ');
  const words =
    handle === null
      ? `the policy of nftables' ${family} ${table} ${chain}`
      : `the rule ${handle} of nftables' ${family} ${table} ${chain}${range ? ` (UDP port ${range})` : ''}`;
  const argv =
    handle === null
      ? ['nft', 'chain', family, table, chain, '{', 'policy', 'accept', ';', '}']
      : ['nft', 'delete', 'rule', family, table, chain, 'handle', String(handle)];
  return {
    hostId,
    namespace,
    device,
    at: HOOKS[hook ?? ''] ?? 'within',
    family,
    words: namespace === null ? words : `${words} in ${namespace}`,
    argv: [...enter, ...argv],
  };
}

function ofQueue({ hostId, namespace, device }: Place, queue: Queue): Suspect {
  const tc = ['tc', ...(namespace === null ? [] : ['-n', namespace])];
  const at = { hostId, namespace, device, family: null };
  if (queue.kind === 'filter') {
    const argv = [...tc, 'filter', 'del', 'dev', device, queue.hook];
    const words = `a filter of traffic control (${queue.hook}) of ${device}`;
    return { ...at, at: queue.hook === 'ingress' ? 'arriving' : 'leaving', words, argv };
  }
  const { discipline, dropped, held } = queue;
  const words = `the queue ${discipline} of ${device} (${dropped} dropped, ${held} held)`;
  return { ...at, at: 'leaving', words, argv: [...tc, 'qdisc', 'del', 'dev', device, 'root'] };
}
