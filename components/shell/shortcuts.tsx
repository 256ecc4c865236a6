'use client';

import { useDialogs } from '@/components/live/dialog-store';
import { Dialog } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { useKeyName } from './key-name';

export function Shortcuts() {
  const close = useDialogs((dialogs) => dialogs.close);
  const modifier = useKeyName();
  const rows: { keys: string[][]; what: string }[] = [
    { keys: [[modifier, 'K'], ['/']], what: 'Find a host, tenant, network, endpoint, MAC or address' },
    { keys: [[modifier, 'Z']], what: 'Undo' },
    { keys: [['⇧', modifier, 'Z']], what: 'Redo' },
    { keys: [[modifier, '↵']], what: 'Apply the draft' },
    { keys: [['G', 'T']], what: 'Go to the topology' },
    { keys: [['G', 'H']], what: 'Go to hosts' },
    { keys: [['G', 'N']], what: 'Go to tenants' },
    { keys: [['G', 'A']], what: 'Go to activity' },
    { keys: [['G', 'S']], what: 'Go to settings' },
    { keys: [['Esc']], what: 'Close what is open, then clear the selection' },
    { keys: [['?']], what: 'Show this sheet' },
  ];
  return (
    <Dialog open onClose={close} title="Keyboard shortcuts" width="sm">
      <dl className="flex flex-col divide-y divide-line">
        {rows.map(({ keys, what }) => (
          <div key={what} className="flex items-center justify-between gap-6 py-2">
            <dt className="text-muted text-sm">{what}</dt>
            <dd className="flex shrink-0 items-center gap-2">
              {keys.map((combination, i) => (
                <span key={combination.join('+')} className="flex items-center gap-1">
                  {i > 0 && <span className="pr-1 text-faint text-xs">or</span>}
                  {combination.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
