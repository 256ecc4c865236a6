'use client';

import { useLive } from '@/components/live/live-store';
import { capabilityRows } from '@/components/panels/hosts/capability-rows';
import { HOST_STATE_LOOK } from '@/components/panels/hosts/host-state-look';
import { Age } from '@/components/ui/age';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';
import { keyOfCounters } from '@/server/live/observed-keys';
import { statusKey } from '@/server/model/status-key';
import type { HostCard, TenantLane } from '../../graph/fabric-graph';
import { laneSelection } from '../../nodes/lane-selection';
import { GHOST_WORD } from '../../nodes/tone';
import { HistorySection } from '../history-section';
import { HostAddresses } from '../host-addresses';
import { linkCommand } from '../link-text';
import { NeighbourTable } from '../neighbour-table';
import { Facts, GoRow, Head, Section } from '../parts';
import { Raw } from '../raw';
import { RouteTable } from '../route-table';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { UnderlayWays } from '../underlay-ways';
import { useLinkText } from '../use-link-text';

export function HostSubject({ host }: { host: HostCard }) {
  const live = useLive((state) => state.hosts[host.id] ?? null);
  const raw = useLinkText(host.id, null, host.underlay?.device ?? '');
  const key = statusKey.host(host.id);
  const state = host.state ? HOST_STATE_LOOK[host.state] : null;
  return (
    <>
      <Head what="Host" name={host.name} statusKey={key} hostId={host.id} ghost={host.ghost} />
      {host.state !== null && host.state !== 'ready' && (
        <Notice
          severity={
            host.state === 'refused'
              ? 'error'
              : host.state === 'unreachable' || host.state === 'cut-off'
                ? 'warning'
                : 'note'
          }
        >
          {host.reason?.sentence ?? state?.meaning}
          {host.reason?.remedy && <p className="mt-1 text-muted">{host.reason.remedy}</p>}
        </Notice>
      )}
      {live?.findings.map((finding) => (
        <Notice key={finding.code} severity={finding.severity}>
          {finding.sentence}
          {finding.remedy && (
            <div className="mt-2">
              <CodeLine text={finding.remedy} />
            </div>
          )}
        </Notice>
      ))}
      <Facts
        rows={[
          live &&
            state && [
              'State',
              <span key="state">
                {state.word} for <Age at={live.since} staleAfterMs={Number.POSITIVE_INFINITY} />
              </span>,
            ],
          ['Address', host.address],
          ['VTEP', host.underlay ? `${host.underlay.vtep} · ${host.underlay.device}` : 'not chosen yet'],
          host.underlay?.mtu != null && ['Underlay MTU', host.underlay.mtu],
          live?.observed && [
            'Forwarding',
            `IPv4 ${live.observed.forwarding.ipv4 ? 'on' : 'off'}, IPv6 ${live.observed.forwarding.ipv6 ? 'on' : 'off'}`,
          ],
        ]}
      />
      {host.underlay && (
        <Traffic
          hostId={host.id}
          link={keyOfCounters(null, host.underlay.device)}
          title={`Underlay ${host.underlay.device}`}
        />
      )}
      <StatusFacts statusKey={key} />
      <UnderlayWays host={host} />
      <Section title="Tenants" aside={String(host.lanes.length)}>
        {host.lanes.length === 0 ? (
          <p className="text-muted text-sm">None.</p>
        ) : (
          <ul>
            {host.lanes.map((lane) => (
              <GoRow
                key={lane.key}
                to={laneSelection(lane)}
                name={lane.tenant}
                note={lane.ghost === 'none' ? undefined : GHOST_WORD[lane.ghost]}
                statusKey={presenceKey(lane)}
                color={lane.color}
              />
            ))}
          </ul>
        )}
      </Section>
      {host.foreign.length > 0 && (
        <Section title="Foreign objects" aside={String(host.foreign.length)}>
          <ul>
            {host.foreign.map((object) => (
              <GoRow
                key={`${object.kind} ${object.name}`}
                to={{ kind: 'foreign', hostId: host.id, name: object.name }}
                name={object.name}
                note={object.kind}
                statusKey={null}
              />
            ))}
          </ul>
        </Section>
      )}
      {live?.observed && (
        <>
          <HostAddresses links={live.observed.links} />
          <NeighbourTable neighbours={live.observed.neighbours} tenantId={null} where={`of ${host.name}`} />
          <RouteTable routes={live.observed.routes} where={`of ${host.name}`} />
        </>
      )}
      {live?.capabilities && (
        <Section title="What it can do">
          <Facts
            rows={capabilityRows(live.capabilities).map((row) => [
              row.what,
              row.why ? (
                <span key={row.what}>
                  {row.value}
                  <span className="block text-muted text-xs">{row.why}</span>
                </span>
              ) : (
                row.value
              ),
            ])}
          />
        </Section>
      )}
      {host.ghost !== 'new' && <HistorySection key={key} statusKey={key} />}
      <Raw
        facts={[
          {
            title: host.underlay?.device ?? host.name,
            text: raw,
            commands: [
              ...(host.underlay ? [linkCommand(null, host.underlay.device)] : []),
              'ip -d link',
              'ip netns list',
              'ip route',
              'ip neighbour',
            ],
          },
        ]}
      />
    </>
  );
}

function presenceKey(lane: TenantLane): string | null {
  const [first] = lane.rows;
  return lane.ghost === 'new' || !first ? null : statusKey.presence(first.networkId, lane.hostId);
}
