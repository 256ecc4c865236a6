'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useReads } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { VirtualCell, type VirtualColumn, VirtualTable } from '@/components/ui/virtual-table';
import { byText, FDB_KIND_ORDER, type FdbRow } from './fdb-rows';
import { Go, Section } from './parts';
import { type Owner, useOwners } from './use-owners';

/** Milliseconds between two looks at how old the entries are, while they are on screen. */
const AGES_EVERY_MS = 10_000;

type Row = FdbRow & {
  owner: Owner | null;
  /** What `to` is: the host of a VTEP. */
  place: string | null;
  /** Milliseconds since the epoch; null: the kernel keeps no time for it, or it was not told yet. */
  usedAt: number | null;
  updatedAt: number | null;
};

const keyOf = (row: Row) => row.key;
const textOf = ({ mac, kind, to, owner, place }: Row) =>
  `${mac} ${kind} ${to} ${place ?? ''} ${owner?.text ?? ''}`.toLowerCase();
const youngest = (a: number | null, b: number | null) => (b ?? 0) - (a ?? 0);

/** The forwarding database: MAC, whose it is, where it is sent, how the entry came, and how old it is. */
export function FdbTable({
  hostId,
  device,
  tenantId,
  rows,
  to,
  nameOf,
}: {
  hostId: string;
  /** The bridge, or the VXLAN interface. */
  device: string;
  tenantId: string;
  rows: FdbRow[];
  to: 'Port' | 'VTEP';
  nameOf?: (to: string) => string | null;
}) {
  const ownerOf = useOwners(tenantId);
  const ages = useAges(
    hostId,
    device,
    rows.some(({ kind }) => kind !== 'flood'),
  );
  const told = useMemo(
    () =>
      rows.map((row): Row => {
        const age = ages?.ages[row.key];
        const at = (seconds: number | null | undefined) =>
          ages && seconds !== null && seconds !== undefined ? ages.readAt - seconds * 1000 : null;
        return {
          ...row,
          owner: row.kind === 'flood' ? null : ownerOf(row.mac),
          place: nameOf?.(row.to) ?? null,
          usedAt: at(age?.[0]),
          updatedAt: at(age?.[1]),
        };
      }),
    [rows, ownerOf, nameOf, ages],
  );
  const columns = useMemo(
    (): VirtualColumn<Row>[] => [
      { id: 'mac', title: 'MAC', compare: (a, b) => byText(a.mac, b.mac) },
      {
        id: 'owner',
        title: 'Whose',
        compare: (a, b) => byText(a.owner?.text ?? '~', b.owner?.text ?? '~'),
      },
      { id: 'to', title: to, compare: (a, b) => byText(a.to, b.to) },
      { id: 'kind', title: 'Kind', compare: (a, b) => FDB_KIND_ORDER[a.kind] - FDB_KIND_ORDER[b.kind] },
      { id: 'age', title: 'Age', compare: (a, b) => youngest(a.usedAt, b.usedAt) },
    ],
    [to],
  );
  return (
    <Section
      title="Forwarding database"
      aside={rows.length > 0 ? rows.length.toLocaleString('en') : undefined}
    >
      <VirtualTable
        label={`Forwarding database of ${device}`}
        testId="fdb"
        rows={told}
        keyOf={keyOf}
        columns={columns}
        textOf={textOf}
        render={(row) => <Cells row={row} to={to} />}
      />
    </Section>
  );
}

function Cells({ row, to }: { row: Row; to: 'Port' | 'VTEP' }) {
  const { mac, owner, kind, place, usedAt, updatedAt } = row;
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)_auto] content-center gap-x-2 leading-[1.15rem]">
      <VirtualCell className="truncate font-mono text-ink">
        {kind === 'flood' ? <span className="font-sans">all that floods</span> : mac}
      </VirtualCell>
      <VirtualCell className="text-right text-muted">
        {usedAt === null ? (
          kind
        ) : (
          <>
            {kind} · used <Age at={usedAt} staleAfterMs={Number.POSITIVE_INFINITY} />
          </>
        )}
      </VirtualCell>
      <VirtualCell className="truncate text-muted" title={owner?.text}>
        {kind === 'flood' ? (
          ''
        ) : owner ? (
          <Go to={owner.owner.selection} color={owner.owner.place?.color}>
            {owner.text}
          </Go>
        ) : (
          'nobody that was read'
        )}
      </VirtualCell>
      <VirtualCell className="max-w-40 truncate text-right text-ink tabular" title={`${to} ${row.to}`}>
        {row.to}
        {place && <span className="text-muted"> {place}</span>}
        {updatedAt !== null && (
          <span className="sr-only">
            , updated <Age at={updatedAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
          </span>
        )}
      </VirtualCell>
    </div>
  );
}

/** The stream leaves out how old entries are, since that changes all the time. */
function useAges(hostId: string, device: string, wanted: boolean) {
  const reads = useReads();
  const { data } = useQuery({
    queryKey: ['fdb.ages', hostId, device],
    queryFn: ({ signal }) => reads.fdb.ages.query({ hostId, device }, { signal }),
    enabled: wanted,
    refetchInterval: AGES_EVERY_MS,
    retry: false,
  });
  return data ?? null;
}
