import { type LucideIcon, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { Tone } from '@/components/ui/badge';
import type { Isolation } from '@/server/api/types';

export const VERDICT_LOOK: Record<
  Isolation['verdict'],
  { word: string; sentence: string; tone: Tone; soft: string; Icon: LucideIcon }
> = {
  apart: {
    word: 'Apart',
    sentence: 'No tenant shares a layer-2 or layer-3 domain with another one or with a host.',
    tone: 'healthy',
    soft: 'bg-healthy-soft',
    Icon: ShieldCheck,
  },
  touching: {
    word: 'Touching',
    sentence: 'Tenants share what they must not share.',
    tone: 'failed',
    soft: 'bg-failed-soft',
    Icon: ShieldAlert,
  },
  unproven: {
    word: 'Unproven',
    sentence: 'Nothing shared was found, and not everything could be looked at.',
    tone: 'degraded',
    soft: 'bg-degraded-soft',
    Icon: ShieldQuestion,
  },
};

/** What is compared, for people who must prove it. */
export const METHOD: readonly string[] = [
  'Read from the kernels of all hosts, not from what was asked for; intent only says whose a device is, by its owner mark.',
  'Joined into domains: bridge ports, both ends of veth pairs, macvlan, ipvlan and VLAN devices with the device below them, and every interface in a namespace.',
  'VXLAN interfaces of all hosts are joined where VNI and UDP port are the same and the flood list or FDB of one holds an address of the other’s host.',
  'The host counts too: its addresses, routes and ARP on devices of tenants, its hardware in their bridges, forwarding between them, devices that lead from a namespace into the host.',
  'Two tenants in one domain, or a tenant and its host, are an alarm within a second of the kernel’s event. Equal addresses in two tenants are none.',
  'Not promised: VXLAN is not encrypted, so whoever is on the underlay can read and inject.',
];
