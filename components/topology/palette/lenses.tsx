'use client';

import { Boxes, Cable, Eye, EyeOff, Shapes } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { FabricGraph } from '../graph/fabric-graph';
import { useView } from '../view-store';

/** What of the fabric is shown: all, the tenant that was chosen, or the underlay; and objects that are not ours. */
export function Lenses({ fabric }: { fabric: FabricGraph }) {
  const { lens, foreign, look, toggleForeign } = useView();
  const objects = fabric.hosts.reduce((sum, host) => sum + host.foreign.length, 0);
  const tenant = lens.kind === 'tenant' ? fabric.tenants.find((one) => one.id === lens.tenantId) : null;
  return (
    <section aria-labelledby="palette-show">
      <h2 id="palette-show" className="section-title mb-1.5 px-1">
        Show
      </h2>
      <ul className="flex flex-col">
        <LensItem
          icon={<Boxes />}
          active={lens.kind === 'fabric'}
          onChoose={() => look({ kind: 'fabric' })}
          note="all"
        >
          Fabric
        </LensItem>
        {tenant && (
          <LensItem icon={<Eye />} active onChoose={() => look({ kind: 'fabric' })} note="only">
            {tenant.name}
          </LensItem>
        )}
        <LensItem
          icon={<Cable />}
          active={lens.kind === 'underlay'}
          onChoose={() => look({ kind: 'underlay' })}
        >
          Underlay
        </LensItem>
        <LensItem
          icon={foreign === 'shown' ? <Shapes /> : <EyeOff />}
          active={foreign === 'shown'}
          onChoose={toggleForeign}
          note={String(objects)}
          testId="show-foreign"
        >
          Foreign objects
        </LensItem>
      </ul>
    </section>
  );
}

type LensItemProps = {
  icon: ReactNode;
  active: boolean;
  onChoose(): void;
  note?: string;
  testId?: string;
  children: ReactNode;
};

function LensItem({ icon, active, onChoose, note, testId, children }: LensItemProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={active}
        data-testid={testId}
        onClick={onChoose}
        className={classNames(
          'flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm hover:bg-hover [&>svg]:size-4 [&>svg]:shrink-0',
          active ? 'font-medium text-ink [&>svg]:text-accent-ink' : 'text-muted',
        )}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {note && <span className="font-normal text-muted text-xs tabular">{note}</span>}
      </button>
    </li>
  );
}
