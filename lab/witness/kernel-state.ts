import type { HostPlace } from '../lab';
import { execInHost } from '../lab';

/** What the kernel of a host holds, with counters and ages left out: equal texts mean that nothing was changed. */
export async function kernelState(place: HostPlace): Promise<string> {
  const names = await namespaces(place);
  const parts = [await describe(place, null)];
  for (const name of names) parts.push(await describe(place, name));
  return parts.join('\n');
}

export async function namespaces(place: HostPlace): Promise<string[]> {
  const text = await say(place, ['ip', 'netns', 'list']);
  return text
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter(Boolean)
    .sort();
}

async function describe(place: HostPlace, namespace: string | null): Promise<string> {
  const inside = namespace === null ? [] : ['-n', namespace];
  const links = await say(place, ['ip', ...inside, '-d', '-o', 'link', 'show']);
  const addresses = await say(place, ['ip', ...inside, '-o', 'address', 'show']);
  const routes = await say(place, ['ip', ...inside, 'route', 'show', 'table', 'all']);
  const fdb = await say(place, ['bridge', ...inside, 'fdb', 'show']);
  return [
    `[${namespace ?? 'host'}]`,
    ...stable(links),
    ...stable(addresses),
    ...stable(routes),
    ...permanent(fdb),
  ].join('\n');
}

/** Lines in a fixed order, without what moves by itself (bridge timers). */
function stable(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(\w+_timer|hello_timer)\s+[\d.]+/g, '').trimEnd())
    .filter(Boolean)
    .sort();
}

/** Learned entries come and go with traffic; the others are somebody's will. */
function permanent(text: string): string[] {
  return stable(text).filter((line) => /permanent|static/.test(line));
}

async function say(place: HostPlace, argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...place, argv });
  if (status !== 0) throw new Error(`${place.host}: ${argv.join(' ')}: ${stderr}`);
  return stdout;
}
