'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { useDialogs } from '@/components/live/dialog-store';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { Mark } from './brand';
import { DraftControls } from './draft-controls';
import { FabricChips } from './fabric-chips';
import { useKeyName } from './key-name';
import { OwnTenants } from './own-tenants';
import { ThemeToggle } from './theme-toggle';
import { UserMenu } from './user-menu';

export function TopBar() {
  const show = useDialogs((dialogs) => dialogs.show);
  const modifier = useKeyName();
  return (
    <header className="z-30 flex h-13 shrink-0 items-center gap-2 border-line border-b bg-surface px-3 sm:gap-3 sm:px-4 print:hidden">
      <Link href="/" aria-label="Overlane: topology" className="flex items-center gap-2.5 rounded-md pr-1">
        <Mark />
        <span className="font-semibold text-base text-ink tracking-tight max-sm:sr-only">Overlane</span>
      </Link>
      <FabricChips />
      <OwnTenants />
      <div className="flex min-w-0 flex-1 justify-end md:justify-center">
        <button
          type="button"
          onClick={() => show({ kind: 'find' })}
          className="hidden h-8.5 w-full max-w-84 items-center gap-2.5 rounded-md border border-line-strong/70 bg-sunken px-3 text-left text-faint text-sm transition-colors hover:border-line-strong hover:text-muted md:flex"
        >
          <Search aria-hidden className="size-4 shrink-0" />
          <span className="min-w-0 flex-1 truncate">Find a tenant, MAC, address…</span>
          <Kbd>{modifier} K</Kbd>
        </button>
        <IconButton
          className="md:hidden"
          label="Find anything"
          icon={<Search />}
          onClick={() => show({ kind: 'find' })}
        />
      </div>
      <DraftControls />
      <div className="flex items-center gap-1.5">
        <span className="hidden sm:block">
          <ThemeToggle />
        </span>
        <UserMenu />
      </div>
    </header>
  );
}
