'use client';

import { Ruler } from 'lucide-react';
import { create } from 'zustand';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useProbeStream } from '@/components/live/probe-stream';
import { useRepair } from '@/components/panels/drift/repairs';
import { useLastResult } from '@/components/panels/results/use-results';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { KeptMtu, MtuEvent } from '@/server/api/types';
import { newId } from '@/server/model/ids';
import type { MeasuredWay } from '@/server/model/packet-limit';
import { draftIt } from '../actions/draft-it';
import { Section } from './parts';

type Result = NonNullable<Extract<MtuEvent, { kind: 'end' }>['result']>;
type Measured = {
  at: number;
  state: 'running' | 'ended' | 'failed';
  /** How many ways there are, and those that were measured. */
  total: number;
  leftOut: number;
  ways: MeasuredWay[];
  result: Result | null;
  error: string | null;
  /** Who measured it, where it was somebody else. */
  by?: string;
};

/** By network id: the last measurement of each, while the page is open. */
const useMeasured = create<Record<string, Measured>>()(() => ({}));

const NARROWEST_SHOWN = 6;

/** What the underlay carries between the hosts of a network, the right MTU, what differs, and the fix. */
export function MtuSection({ tenantId, networkId }: { tenantId: string; networkId: string }) {
  const own = useMeasured((all) => all[networkId]);
  const kept = useLastResult('mtu', own ? null : networkId).data;
  const measured = own ?? (kept ? ofKept(kept) : undefined);
  const forbidden = useForbidden('operator');
  const open = useProbeStream();
  const measure = () => {
    const id = newId();
    const change = (next: (before: Measured) => Measured) =>
      useMeasured.setState((all) => {
        const before = all[networkId];
        return before ? { [networkId]: next(before) } : {};
      });
    let end = () => {};
    const take = (event: MtuEvent) => {
      change((before) => withEvent(before, event));
      if (event.kind === 'end') end();
    };
    const fail = (error: string) => {
      change((before) => ({ ...before, state: 'failed', error }));
      end();
    };
    const empty = { total: 0, leftOut: 0, ways: [], result: null, error: null };
    useMeasured.setState({ [networkId]: { at: Date.now(), state: 'running', ...empty } });
    end = open<MtuEvent>(id, (client, handlers) => client.ping.mtu.subscribe({ networkId }, handlers), {
      take,
      fail,
    });
  };
  const running = measured?.state === 'running';
  return (
    <Section
      title="Path MTU"
      aside={
        measured &&
        !running && (
          <>
            {measured.by && `${measured.by}, `}
            <Age at={measured.at} suffix=" ago" />
          </>
        )
      }
    >
      <div className="flex flex-col gap-2.5" data-testid="mtu-section">
        {!measured && (
          <p className="text-muted text-sm">
            What the underlay really carries from host to host was not measured yet.
          </p>
        )}
        {running && (
          <p className="text-muted text-sm tabular">
            {measured.ways.length} of {measured.total} ways measured
          </p>
        )}
        {measured?.error && <Notice severity="error">{measured.error}</Notice>}
        {measured?.result && <Found tenantId={tenantId} networkId={networkId} measured={measured} />}
        <Button
          size="sm"
          className="self-start"
          data-testid="mtu-measure"
          busy={running}
          disabledReason={forbidden}
          icon={<Ruler aria-hidden className="size-3.5" />}
          onClick={measure}
        >
          {measured ? 'Measure again' : 'Measure'}
        </Button>
      </div>
    </Section>
  );
}

function Found({
  tenantId,
  networkId,
  measured,
}: {
  tenantId: string;
  networkId: string;
  measured: Measured;
}) {
  const { result, leftOut } = measured;
  const hosts = useLive((live) => live.intent?.hosts);
  if (!result) return null;
  const { verdict, sentence, narrowest, differing } = result;
  const nameOf = (hostId: string) => hosts?.find(({ id }) => id === hostId)?.name ?? 'a host that is gone';
  const severity =
    verdict === 'too-large'
      ? 'error'
      : verdict === 'drifted' || verdict === 'unmeasured'
        ? 'warning'
        : 'note';
  return (
    <>
      {verdict === 'exact' ? (
        <p data-testid="mtu-sentence" className="text-healthy text-sm">
          {sentence}
        </p>
      ) : (
        <Notice severity={severity}>
          <span data-testid="mtu-sentence">{sentence}</span>
        </Notice>
      )}
      {narrowest.length > 0 && (
        <List title={`Carry only ${result.underlay} bytes`}>
          {narrowest.slice(0, NARROWEST_SHOWN).map(({ from, to }) => (
            <li key={`${from} ${to}`}>
              {nameOf(from)} → {nameOf(to)}
            </li>
          ))}
          {narrowest.length > NARROWEST_SHOWN && <li>and {narrowest.length - NARROWEST_SHOWN} more</li>}
        </List>
      )}
      {differing.length > 0 && (
        <List title="Interfaces that differ">
          {differing.map(({ hostId, namespace, name, mtu }) => (
            <li key={`${hostId} ${namespace} ${name}`} className="flex justify-between gap-3">
              <span className="min-w-0 truncate font-mono text-xs">
                {nameOf(hostId)} {namespace ? `${namespace}/` : ''}
                {name}
              </span>
              <span className="tabular">{mtu}</span>
            </li>
          ))}
        </List>
      )}
      {leftOut > 0 && (
        <p className="text-degraded text-xs">{leftOut} ways are left out: too many at one time.</p>
      )}
      <Fix tenantId={tenantId} networkId={networkId} fix={result.fix} />
    </>
  );
}

function List({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <h4 className="mb-1 font-medium text-muted text-xs">{title}</h4>
      <ul className="flex flex-col gap-0.5 text-ink text-sm">{children}</ul>
    </div>
  );
}

function Fix({ tenantId, networkId, fix }: { tenantId: string; networkId: string; fix: Result['fix'] }) {
  const forbidden = useForbidden('operator');
  const drift = useLive((live) => live.drift);
  const repair = useRepair();
  if (fix === null) return null;
  if (fix.kind === 'set') {
    return (
      <Button
        size="sm"
        look="primary"
        className="self-start"
        data-testid="mtu-set"
        onClick={() =>
          draftIt((intent) => {
            const tenant = intent.tenants.find(({ id }) => id === tenantId);
            const network = tenant?.networks.find(({ id }) => id === networkId);
            if (!tenant || !network) return { refusal: 'the draft removes this network' };
            const next = { ...network, mtu: fix.mtu };
            const sentence = `set the MTU of ${tenant.name}/${network.name} to ${fix.mtu}`;
            return { operations: [{ op: 'network.set', tenantId, network: next }], sentence };
          })
        }
      >
        Set the MTU to {fix.mtu}
      </Button>
    );
  }
  const keys = Object.values(drift)
    .filter((item) => item.networkId === networkId && item.attribute === 'mtu')
    .map(({ key }) => key);
  if (keys.length === 0) return null;
  return (
    <Button
      size="sm"
      look="primary"
      className="self-start"
      disabledReason={forbidden}
      onClick={() => repair(keys)}
    >
      Repair {keys.length === 1 ? 'it' : `all ${keys.length}`}
    </Button>
  );
}

function ofKept({
  at,
  actor,
  result: { ways, leftOut, result },
}: {
  at: number;
  actor: string;
  result: KeptMtu;
}): Measured {
  return { at, state: 'ended', total: ways.length, leftOut, ways, result, error: null, by: actor };
}

function withEvent(before: Measured, event: MtuEvent): Measured {
  switch (event.kind) {
    case 'begin':
      return { ...before, total: event.ways, leftOut: event.leftOut };
    case 'way':
      return { ...before, ways: [...before.ways, event.way] };
    case 'end': {
      const { result, error } = event;
      return { ...before, at: Date.now(), state: error ? 'failed' : 'ended', result, error };
    }
  }
}
