'use client';

import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { Proof, ProofTenant } from '@/server/api/types';
import { CONTROL_WORDS, VERDICT_LOOK } from './verdict-look';

/** Tenants that are listed at first: those with something to tell come before the others. */
const MOST_SHOWN = 20;
const RANK: Record<ProofTenant['state'], number> = { touching: 0, unproven: 1, apart: 2 };

/** What each tenant sent and saw in one proof. */
export function ProofTenants({ proof }: { proof: Proof }) {
  const [all, setAll] = useState(false);
  const sorted = [...proof.tenants].sort((a, b) => RANK[a.state] - RANK[b.state]);
  const shown = all ? sorted : sorted.slice(0, MOST_SHOWN);
  if (sorted.length === 0) return null;
  return (
    <div className="border-line border-t">
      <Table label="Tenants in the proof">
        <thead>
          <tr>
            <HeadCell>Tenant</HeadCell>
            <HeadCell>Endpoints</HeadCell>
            <HeadCell>Control</HeadCell>
            <HeadCell>Result</HeadCell>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ tenantId, name, endpoints, probed, control, state }) => {
            const { word, tone, Icon } = VERDICT_LOOK[state];
            return (
              <tr key={tenantId} className="last:[&>td]:border-b-0">
                <Cell className="font-medium">{name}</Cell>
                <Cell className="tabular">{probed === endpoints ? probed : `${probed} of ${endpoints}`}</Cell>
                <Cell className={control === 'failed' ? 'text-degraded' : 'text-muted'}>
                  {CONTROL_WORDS[control]}
                </Cell>
                <Cell>
                  <Badge tone={tone} icon={<Icon aria-hidden />}>
                    {word}
                  </Badge>
                </Cell>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {sorted.length > shown.length && (
        <div className="border-line border-t p-3">
          <Button size="sm" onClick={() => setAll(true)}>
            Show all {sorted.length} tenants
          </Button>
        </div>
      )}
    </div>
  );
}
