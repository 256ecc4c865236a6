'use client';

import { Blend } from 'lucide-react';
import { useMe } from '@/components/live/me';
import { Tooltip } from '@/components/ui/tooltip';

/** Named; of more, how many. */
const NAMED = 2;

/** Which tenants this person has, where these are not all: what is not on screen is not thereby not there. */
export function OwnTenants() {
  const { tenants } = useMe();
  if (tenants === null) return null;
  const names = tenants.map(({ name }) => name);
  const words =
    names.length === 0 ? 'no tenant' : names.length <= NAMED ? names.join(', ') : `${names.length} tenants`;
  return (
    <Tooltip
      content={
        names.length === 0
          ? 'The tenants that you have are not there any more. Others are not shown to you.'
          : `You see and change ${names.join(', ')}. Other tenants are not shown to you.`
      }
    >
      <button
        type="button"
        data-testid="own-tenants"
        className="flex min-w-0 cursor-default items-center gap-1.5 text-muted text-xs"
      >
        <Blend aria-hidden className="size-3.5 shrink-0 text-faint" />
        <span className="max-w-36 truncate">
          <span className="max-xl:sr-only">only </span>
          {words}
        </span>
      </button>
    </Tooltip>
  );
}
