'use client';

import { useLive } from '@/components/live/live-store';
import { portOfNetwork } from '@/server/model/intent';
import { VXLAN_PORTS } from '@/server/model/packet/dissect';

/** UDP ports that carry VXLAN in this fabric. */
export function vxlanPorts(): ReadonlySet<number> {
  const { intent } = useLive.getState();
  if (!intent) return VXLAN_PORTS;
  const own = intent.tenants.flatMap(({ networks }) =>
    networks.map((one) => portOfNetwork(one, intent.vxlan.port)),
  );
  return new Set([...VXLAN_PORTS, intent.vxlan.port, ...own]);
}
