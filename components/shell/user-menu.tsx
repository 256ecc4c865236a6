'use client';

import { CircleUser, Keyboard, LogOut, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useDialogs } from '@/components/live/dialog-store';
import { useMe } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';

export function UserMenu() {
  const me = useMe();
  const client = useTRPCClient();
  const { resolvedTheme, setTheme } = useTheme();
  const show = useDialogs((dialogs) => dialogs.show);
  return (
    <Menu trigger={<IconButton label={`${me.name}, ${me.role}`} look="bordered" icon={<CircleUser />} />}>
      <MenuLabel>
        Signed in as <span className="font-semibold text-ink">{me.name}</span>, {me.role}
        {me.tenants && <> of {me.tenants.map(({ name }) => name).join(', ') || 'no tenant'}</>}
      </MenuLabel>
      <MenuSeparator />
      <span className="sm:hidden">
        <MenuItem
          icon={resolvedTheme === 'dark' ? <Sun /> : <Moon />}
          onSelect={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
        >
          {resolvedTheme === 'dark' ? 'Light' : 'Dark'}
        </MenuItem>
      </span>
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
