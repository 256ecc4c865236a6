'use client';

import { useMemo } from 'react';
import { VirtualCell, type VirtualColumn, VirtualTable } from '@/components/ui/virtual-table';
import { keyOfNeighbour } from '@/server/live/observed-keys';
import type { ObservedNeighbour } from '@/server/observe/observed';
import { byText } from './fdb-rows';
import { Go, Section } from './parts';
import { type Owner, useOwners } from './use-owners';

type Row = ObservedNeighbour & { owner: Owner | null };

const keyOf = (row: Row) => keyOfNeighbour(row);
const textOf = ({ address, device, mac, state, owner }: Row) =>
  `${address} ${device} ${mac ?? ''} ${state.join(' ')} ${owner?.text ?? ''}`.toLowerCase();

const COLUMNS: VirtualColumn<Row>[] = [
  { id: 'address', title: 'Address', compare: (a, b) => byAddress(a.address, b.address) },
  { id: 'mac', title: 'MAC', compare: (a, b) => byText(a.mac ?? '~', b.mac ?? '~') },
  { id: 'owner', title: 'Whose', compare: (a, b) => byText(a.owner?.text ?? '~', b.owner?.text ?? '~') },
  { id: 'state', title: 'State', compare: (a, b) => byText(a.state.join(), b.state.join()) },
];

/** ARP and ND: which address is behind which MAC, and whose that is. */
export function NeighbourTable({
  neighbours,
  tenantId,
  where,
}: {
  neighbours: readonly ObservedNeighbour[];
  tenantId: string | null;
  /** `in microsoft`, `of node01` */
  where: string;
}) {
  const ownerOf = useOwners(tenantId);
  const rows = useMemo(
    () =>
      neighbours
        .map((one): Row => ({ ...one, owner: one.mac === null ? null : ownerOf(one.mac) }))
        .sort((a, b) => byAddress(a.address, b.address)),
    [neighbours, ownerOf],
  );
  return (
    <Section title="Neighbours" aside={rows.length > 0 ? rows.length.toLocaleString('en') : undefined}>
      {rows.length === 0 ? (
        <p className="text-muted text-sm">None: it has not spoken to anybody lately.</p>
      ) : (
        <VirtualTable
          label={`Neighbours ${where}`}
          testId="neighbours"
          rows={rows}
          keyOf={keyOf}
          columns={COLUMNS}
          textOf={textOf}
          render={(row) => <Cells row={row} />}
        />
      )}
    </Section>
  );
}

function Cells({ row: { address, device, mac, state, owner, router } }: { row: Row }) {
  const lost = state.includes('FAILED') || state.includes('INCOMPLETE');
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)_auto] content-center gap-x-2 leading-[1.15rem]">
      <VirtualCell className="truncate text-ink tabular">
        {address} <span className="text-muted">{device}</span>
      </VirtualCell>
      <VirtualCell className={`text-right ${lost ? 'font-medium text-failed' : 'text-muted'}`}>
        {state.join(' ').toLowerCase()}
        {router && ' router'}
      </VirtualCell>
      <VirtualCell className="truncate text-muted" title={owner?.text}>
        {owner ? (
          <Go to={owner.owner.selection} color={owner.owner.place?.color}>
            {owner.text}
          </Go>
        ) : mac === null ? (
          'nobody answered'
        ) : (
          'nobody that was read'
        )}
      </VirtualCell>
      <VirtualCell className="font-mono text-ink">{mac ?? ''}</VirtualCell>
    </div>
  );
}

/** 10.1.0.4 before 10.1.0.10. */
function byAddress(a: string, b: string): number {
  return byText(padded(a), padded(b));
}

function padded(address: string): string {
  return address.replaceAll(/\d+/g, (digits) => digits.padStart(4, '0'));
}
