import { parseAddress } from '../model/address';
import type { Observed, ObservedLink } from '../observe/observed';
import { isMark } from './mark';
import type { Plan, Step } from './plan';

/**
 * nothing: there is no step. adds: nothing that is there is touched, so nothing can be cut off. touches: something that
 * runs is changed or taken away. refused: the host's own way to us or to its peers would be touched.
 */
export type Risk =
  | { is: 'nothing' | 'adds' | 'touches' }
  | { is: 'refused'; device: string; sentence: string };

export type Ground = {
  observed: Observed;
  /** The device that its VTEP is on; null: it is not said. */
  underlay: string | null;
  /** As SSH goes there: an address or a name. */
  management: string;
};

/** What a plan could break. */
export function riskOf({ batches }: Plan, { observed, underlay, management }: Ground): Risk {
  const steps = batches.flatMap((batch) => batch.steps);
  if (steps.length === 0) return { is: 'nothing' };
  const ways: [string, Set<string>][] = [
    ['the underlay', withNeighbours(observed.links, underlay === null ? [] : [underlay])],
    [
      'the way by which Overlane reaches the host',
      withNeighbours(observed.links, managementDevices(observed, management)),
    ],
  ];
  for (const step of steps) {
    const device = deviceOf(step);
    // The owner mark says whose it is, and changes no frame's way.
    if (device === null || isMark(step)) continue;
    const way = ways.find(([, devices]) => devices.has(device));
    if (way) return { is: 'refused', device, sentence: `${step.sentence}: ${device} is part of ${way[0]}` };
  }
  const fresh = new Set(steps.filter(isMaking).map(({ object }) => keyOf(object)));
  const adds = (step: Step) => step.action === 'create' || fresh.has(keyOf(step.object));
  return { is: steps.every(adds) ? 'adds' : 'touches' };
}

/** In the host's own namespace; null: the step touches none there. */
function deviceOf({ object }: Step): string | null {
  return object.namespace === null && object.kind !== 'namespace' ? object.name : null;
}

function isMaking({ line: [object, verb] }: Step): boolean {
  return verb === 'add' && (object === 'link' || object === 'netns');
}

/** What is inside a namespace that is made is new with it. */
function keyOf({ kind, name, namespace }: Step['object']): string {
  if (kind === 'namespace') return `namespace ${name}`;
  return namespace === null ? `device ${name}` : `namespace ${namespace}`;
}

function managementDevices({ links, routes }: Observed, management: string): string[] {
  const address = parseAddress(management);
  const holders = links.filter(({ addresses }) =>
    addresses.some(({ text }) => address !== null && text.split('/')[0] === address.text),
  );
  if (holders.length > 0) return holders.map(({ name }) => name);
  // A name, or an address that is translated on its way: answers leave by the default route.
  return routes.flatMap(({ to, device }) => (to === 'default' && device !== null ? [device] : []));
}

/** A bridge carries what its ports carry. */
function withNeighbours(links: readonly ObservedLink[], names: readonly string[]): Set<string> {
  const all = new Set(names);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const { name, master } of links) {
      if (master === null) continue;
      if (all.has(name)) all.add(master);
      if (all.has(master) && names.includes(master)) all.add(name);
    }
  }
  return all;
}
