'use client';

import { keyOfCounters } from '@/server/live/observed-keys';
import type { HostCard } from '../../graph/fabric-graph';
import { useLink, useNamespace } from '../../observed-data';
import { linkCommand } from '../link-text';
import { Facts, Go, Head } from '../parts';
import { Raw } from '../raw';
import { Traffic } from '../traffic';
import { useLinkText } from '../use-link-text';

export function ForeignSubject({ host, name }: { host: HostCard; name: string }) {
  const link = useLink(host.id, null, name);
  const raw = useLinkText(host.id, null, name);
  const namespace = useNamespace(host.id, name);
  return (
    <>
      <Head what={`Foreign object on ${host.name}`} name={name} statusKey={null} hostId={host.id} />
      <p className="text-muted text-sm">
        Overlane did not make it and never touches it. Where it stands in the way of something that you ask
        for, the plan refuses and names it.
      </p>
      <Facts
        rows={[
          ['Kind', link ? link.kindName || 'device' : namespace ? 'namespace' : 'gone since it was read'],
          [
            'Host',
            <Go key="host" to={{ kind: 'host', hostId: host.id }}>
              {host.name}
            </Go>,
          ],
          link && ['State', link.up ? 'up' : 'down'],
          link && ['MTU', link.mtu],
          link?.vxlan ? ['VNI', `${link.vxlan.vni}, port ${link.vxlan.port}`] : null,
          link?.master ? ['In', link.master] : null,
          link && ['Addresses', link.addresses.map((address) => address.text).join(', ') || 'none'],
          namespace && ['Devices', namespace.links.map((one) => one.name).join(', ') || 'none seen'],
        ]}
      />
      {link && <Traffic hostId={host.id} link={keyOfCounters(null, name)} />}
      <Raw
        facts={[
          {
            title: name,
            text: raw,
            commands: [link ? linkCommand(null, name) : `ip -n ${name} -d address`],
          },
        ]}
      />
    </>
  );
}
