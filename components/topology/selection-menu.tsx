'use client';

import { DropdownMenu as Radix } from 'radix-ui';
import { useHasAllTenants } from '@/components/live/me';
import { MenuItem, MenuSeparator } from '@/components/ui/menu';
import { actionsFor } from './actions/selection-actions';
import { useMenu } from './menu-store';
import { useDraftedIntent } from './topology-data';

/** The menu of what was right-clicked, or whose ⋯ was pressed. One for the whole canvas. */
export function SelectionMenu() {
  const { about, at, close } = useMenu();
  const intent = useDraftedIntent();
  const hasAll = useHasAllTenants();
  if (!about || !intent) return null;
  const actions = actionsFor(about, intent, hasAll);
  if (actions.length === 0) return null;
  const plain = actions.filter((action) => !action.removes);
  const removals = actions.filter((action) => action.removes);
  return (
    <Radix.Root open modal onOpenChange={(open) => !open && close()}>
      <Radix.Trigger asChild>
        <span aria-hidden className="pointer-events-none fixed size-px" style={{ left: at.x, top: at.y }} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label="Actions"
          className="z-[60] min-w-52 rounded-lg border border-line bg-raised p-1 shadow-float outline-none motion-safe:animate-rise"
        >
          {[plain, removals].map((group, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: there are two groups
            <div key={i}>
              {i === 1 && plain.length > 0 && removals.length > 0 && <MenuSeparator />}
              {group.map(({ id, label, Icon, removes, disabledReason, run }) => (
                <MenuItem
                  key={id}
                  icon={<Icon aria-hidden />}
                  danger={removes}
                  disabled={disabledReason !== null}
                  onSelect={run}
                >
                  <span title={disabledReason ?? undefined}>{label}</span>
                </MenuItem>
              ))}
            </div>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
