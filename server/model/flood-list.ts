import { FLOOD_MAC } from './vxlan';

/** An FDB entry of a VXLAN interface; `via`, `port` and `vni` where it says them for itself. */
export type TunnelEntry = {
  mac: string;
  dst: string | null;
  via?: string | null;
  port?: number | null;
  vni?: number | null;
  /** permanent, static, or '' for a learned one */
  state: string;
};

export type FloodWanted = {
  vni: number;
  port: number;
  /** Underlay device. */
  device: string;
  /** VTEPs. */
  flood: readonly string[];
};

/**
 * The FDB of a VXLAN interface of ours against its flood list: an all-zero entry for each other VTEP, and nothing else
 * that somebody wrote; what it learned does not count. A device made with `remote X dev Y` has X as an entry (`via
 * Y`), so it equals one whose list is {X}.
 */
export function compareFlood<E extends TunnelEntry>(
  entries: readonly E[],
  wanted: FloodWanted,
): { missing: string[]; superfluous: (E & { dst: string })[] } {
  const missing = new Set(wanted.flood);
  const superfluous: (E & { dst: string })[] = [];
  for (const entry of entries) {
    const { dst } = entry;
    if (dst === null || !isWritten(entry)) continue;
    if (entry.mac === FLOOD_MAC && isPlain(entry, wanted) && missing.delete(dst)) continue;
    superfluous.push({ ...entry, dst });
  }
  return { missing: [...missing], superfluous };
}

/** Whether somebody wrote the entry: it was not learned. */
export function isWritten({ mac, state }: Pick<TunnelEntry, 'mac' | 'state'>): boolean {
  return mac === FLOOD_MAC || state === 'permanent' || state === 'static';
}

function isPlain(entry: TunnelEntry, wanted: FloodWanted): boolean {
  return (
    (entry.via ?? wanted.device) === wanted.device &&
    (entry.port ?? wanted.port) === wanted.port &&
    (entry.vni ?? wanted.vni) === wanted.vni
  );
}
