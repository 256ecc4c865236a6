import type { DesiredNamespace } from '../compile/desired';
import { mended } from './device';
import { change, create, type Draft, differs, mending, type Place } from './draft';
import { line } from './line';
import type { View } from './view';

export function namespaceSteps(wanted: DesiredNamespace, host: View): Draft[] {
  const { name, tenantId } = wanted;
  const common = { key: tenantId, object: { kind: 'namespace', name, namespace: null }, tenantId } as const;
  const outside: Place = { ...common, stage: 'build', tool: 'ip', namespace: null };
  const inside: Place = { ...common, stage: 'inside', tool: 'ip', namespace: name };
  const settings: Place = { ...common, stage: 'forwarding', tool: 'sysctl', namespace: name };
  const found = host.spaces.get(name);
  if (!found) {
    return [
      create(mending(outside, 'presence'), line.addNamespace(name), `make the network namespace ${name}`),
      // A new namespace inherits the forwarding of the machine's first one.
      ...forwardingSteps(settings, host.forwarding, name, 'presence'),
      create(
        mending(inside, 'presence'),
        line.set('lo', 'alias', wanted.owner, 'up'),
        `mark ${name} as ours and bring its lo up`,
      ),
    ];
  }
  const mark = mended(differs('alias of lo', found.lo?.alias ?? null, wanted.owner), (because) =>
    change(mending(inside, 'alias'), line.set('lo', 'alias', wanted.owner), `mark ${name} as ours`, because),
  );
  if (wanted.origin === 'adopted') return mark;
  return [
    ...forwardingSteps(settings, found.forwarding, name),
    ...mark,
    ...mended(differs('lo', found.lo?.up ? 'up' : 'down', 'up'), (because) =>
      change(mending(inside, 'lo'), line.set('lo', 'up'), `bring lo in ${name} up`, because),
    ),
  ];
}

/** `as`: what they put right where it is not the setting alone. */
function forwardingSteps(
  place: Place,
  forwarding: { ipv4: boolean; ipv6: boolean },
  name: string,
  as?: 'presence',
): Draft[] {
  const sentence = (family: string) => `let ${name} forward no ${family}: an endpoint is no router`;
  return [
    ...(forwarding.ipv4
      ? [
          change(
            mending(place, as ?? 'IPv4 forwarding'),
            line.sysctl('net.ipv4.ip_forward', '0'),
            sentence('IPv4'),
            'forwarding: on vs off',
          ),
        ]
      : []),
    ...(forwarding.ipv6
      ? [
          change(
            mending(place, as ?? 'IPv6 forwarding'),
            line.sysctl('net.ipv6.conf.all.forwarding', '0'),
            sentence('IPv6'),
            'forwarding: on vs off',
          ),
        ]
      : []),
  ];
}
