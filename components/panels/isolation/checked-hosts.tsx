import { useLive } from '@/components/live/live-store';
import { Age } from '@/components/ui/age';
import { HealthMark } from '@/components/ui/health-badge';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { Isolation } from '@/server/api/types';

/** Until when what was read of each host holds. */
export function CheckedHosts({
  hosts,
  hostName,
}: {
  hosts: Isolation['checked']['hosts'];
  hostName(id: string): string;
}) {
  return (
    <Table label="Hosts that were checked">
      <thead>
        <tr>
          <HeadCell>Host</HeadCell>
          <HeadCell>Checked</HeadCell>
          <HeadCell>Known to hold</HeadCell>
        </tr>
      </thead>
      <tbody>
        {hosts.map(({ hostId, why, heardAt }) => (
          <tr key={hostId} className="last:[&>td]:border-b-0">
            <Cell className="font-medium">{hostName(hostId)}</Cell>
            <Cell>
              {why === null ? (
                <HealthMark health="healthy" word="all of it" />
              ) : (
                <HealthMark health="unknown" word={heardAt === null ? 'not at all' : 'as it was then'} />
              )}
            </Cell>
            <Cell className="text-muted">
              <KnownAge hostId={hostId} heardAt={heardAt} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function KnownAge({ hostId, heardAt }: { hostId: string; heardAt: number | null }) {
  const known = useLive((live) => live.knownAt[hostId] ?? heardAt);
  return <Age at={known} suffix=" ago" />;
}
