'use client';

import { useEffect, useMemo, useState } from 'react';
import { useLive } from '@/components/live/live-store';
import { hostsOfNetwork } from '@/server/model/intent';
import { HeatCanvas } from './heat-canvas';
import { mapOfUnderlay } from './kept-matrix';
import { MatrixMap } from './matrix-map';

/** Hosts up to which each cell is one of a table, which can be read without a pointer. */
const MOST_IN_TABLE = 24;
/** Milliseconds between two drawings: every probe tells a little. */
const EVERY = 1_000;

/** RTT and loss between the hosts of a network, from the probes of the underlay that run all the time. */
export function UnderlayMap({ networkId, network }: { networkId: string; network: string }) {
  const intent = useLive((live) => live.intent);
  const carriage = useCalmly();
  const map = useMemo(() => {
    const tenant = intent?.tenants.find(({ networks }) => networks.some(({ id }) => id === networkId));
    const ids = new Set(tenant ? hostsOfNetwork(tenant, networkId) : []);
    const hosts = (intent?.hosts ?? []).filter(({ id, underlay }) => ids.has(id) && underlay !== null);
    return mapOfUnderlay(network, hosts, carriage);
  }, [intent, carriage, networkId, network]);
  if (map.seats.length < 2) {
    return (
      <p className="flex flex-1 items-center justify-center px-6 py-4 text-center text-muted text-sm">
        This network is on one host: no packet of it goes by the underlay.
      </p>
    );
  }
  return map.seats.length <= MOST_IN_TABLE ? <MatrixMap map={map} /> : <HeatCanvas map={map} />;
}

/** What the stream told of the underlay, at most once a second. */
function useCalmly() {
  const [carriage, setCarriage] = useState(() => useLive.getState().carriage);
  useEffect(() => {
    const timer = setInterval(() => setCarriage(useLive.getState().carriage), EVERY);
    return () => clearInterval(timer);
  }, []);
  return carriage;
}
