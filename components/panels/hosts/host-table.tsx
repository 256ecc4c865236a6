'use client';

import { TriangleAlert } from 'lucide-react';
import { useLive } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';
import { classNames } from '@/components/ui/class-names';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { HostLive } from '@/server/api/types';
import type { Host } from '@/server/model/intent';
import { HostStateBadge } from './host-state-look';
import { NextTry } from './next-try';

/** All hosts; the whole row chooses one, its name is the button. */
export function HostTable({
  hosts,
  chosen,
  onChoose,
}: {
  hosts: Host[];
  chosen: string | null;
  onChoose(hostId: string): void;
}) {
  const lives = useLive((live) => live.hosts);
  return (
    <Table label="Hosts">
      <thead>
        <tr>
          <HeadCell>Name</HeadCell>
          <HeadCell>Address</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell>System</HeadCell>
          <HeadCell>Kernel</HeadCell>
          <HeadCell>iproute2</HeadCell>
          <HeadCell>VTEP</HeadCell>
          <HeadCell className="text-right">Read</HeadCell>
        </tr>
      </thead>
      <tbody className="live-data [&_tr:last-child_td]:border-b-0">
        {hosts.map((host) => (
          <HostRow
            key={host.id}
            host={host}
            live={lives[host.id] ?? null}
            chosen={host.id === chosen}
            onChoose={() => onChoose(host.id)}
          />
        ))}
      </tbody>
    </Table>
  );
}

function HostRow({
  host,
  live,
  chosen,
  onChoose,
}: {
  host: Host;
  live: HostLive | null;
  chosen: boolean;
  onChoose(): void;
}) {
  const readAt = useLive((state) => state.knownAt[host.id] ?? null);
  const capabilities = live?.capabilities ?? null;
  const problems = live?.findings.filter((finding) => finding.severity !== 'note').length ?? 0;
  return (
    <tr
      data-testid={`host-${host.name}`}
      className={classNames('cursor-pointer transition-colors', chosen ? 'bg-accent-soft' : 'hover:bg-hover')}
      onClick={onChoose}
    >
      <Cell className="font-semibold">
        <button type="button" aria-pressed={chosen} className="rounded-sm text-left" onClick={onChoose}>
          {host.name}
        </button>
      </Cell>
      <Cell className="whitespace-nowrap font-mono text-muted text-xs">
        {host.address}
        {host.port !== 22 && `:${host.port}`}
      </Cell>
      <Cell>
        <div className="flex items-center gap-2">
          <HostStateBadge state={live?.state ?? 'connecting'} />
          {problems > 0 && (
            <span className="inline-flex items-center gap-1 whitespace-nowrap text-degraded text-xs">
              <TriangleAlert aria-hidden className="size-3.5" />
              {problems} {problems === 1 ? 'finding' : 'findings'}
            </span>
          )}
        </div>
        {live?.reason && live.state !== 'ready' && (
          <p className="mt-1 min-w-44 max-w-80 text-muted text-xs">
            {live.reason.sentence}
            {live.nextTryAt !== null && (
              <>
                {' '}
                · <NextTry at={live.nextTryAt} />
              </>
            )}
          </p>
        )}
      </Cell>
      <Cell className="max-w-44 truncate text-muted" title={capabilities?.system}>
        {capabilities?.system ?? '–'}
      </Cell>
      <Cell className="whitespace-nowrap font-mono text-muted text-xs">{capabilities?.kernel ?? '–'}</Cell>
      <Cell className="whitespace-nowrap font-mono text-muted text-xs">{capabilities?.iproute2 ?? '–'}</Cell>
      <Cell className="whitespace-nowrap">
        {host.underlay ? (
          <>
            <span className="font-mono text-xs">{host.underlay.address}</span>
            <span className="text-muted text-xs"> · {host.underlay.device}</span>
          </>
        ) : (
          <span className="text-degraded text-xs">not chosen yet</span>
        )}
      </Cell>
      <Cell className="text-right text-muted text-xs">
        <Age at={readAt} />
      </Cell>
    </tr>
  );
}
