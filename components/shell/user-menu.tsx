'use client';

import { CircleUser, Keyboard, LogOut } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useMe } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';

export function UserMenu() {
  const me = useMe();
  const client = useTRPCClient();
  const show = useDialogs((dialogs) => dialogs.show);
  return (
    <Menu trigger={<IconButton label={`${me.name}, ${me.role}`} look="bordered" icon={<CircleUser />} />}>
      <MenuLabel>
        Signed in as <span className="font-semibold text-ink">{me.name}</span>, {me.role}
      </MenuLabel>
      <MenuSeparator />
      <MenuItem icon={<Keyboard />} onSelect={() => show({ kind: 'shortcuts' })}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem
        icon={<LogOut />}
        onSelect={() => {
          client.session.signOut.mutate().then(
            () => window.location.assign('/login?reason=signed-out'),
            () =>
              toast.error('Signing out failed', {
                description: 'The controller does not answer; try again.',
              }),
          );
        }}
      >
        Sign out
      </MenuItem>
    </Menu>
  );
}
