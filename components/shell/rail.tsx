'use client';

import { Activity, Server, Settings, ShieldCheck, UserRound, Waypoints } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names';
import { Tooltip } from '@/components/ui/tooltip';

export const PLACES = [
  { href: '/', label: 'Topology', Icon: Waypoints },
  { href: '/hosts', label: 'Hosts', Icon: Server },
  { href: '/tenants', label: 'Tenants', Icon: UserRound },
  { href: '/isolation', label: 'Isolation', Icon: ShieldCheck },
  { href: '/activity', label: 'Activity', Icon: Activity },
  { href: '/settings', label: 'Settings', Icon: Settings },
] as const;

/** The places of the console: a slim rail at the left, a bar at the bottom of narrow screens. */
export function Rail() {
  const path = usePathname();
  return (
    <nav
      aria-label="Console"
      className="z-20 flex shrink-0 border-line bg-surface max-md:order-last max-md:h-14 max-md:justify-around max-md:border-t max-md:px-2 md:w-14 md:flex-col md:items-center md:gap-1.5 md:border-r md:py-3 print:hidden"
    >
      {PLACES.map(({ href, label, Icon }) => {
        const here = href === '/' ? path === '/' : path.startsWith(href);
        return (
          <Tooltip key={href} content={label} side="right">
            <Link
              href={href}
              aria-label={label}
              aria-current={here ? 'page' : undefined}
              className={classNames(
                'flex items-center justify-center rounded-md transition-colors md:size-9.5 max-md:my-1 max-md:flex-1 max-md:flex-col max-md:gap-0.5',
                here ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
              )}
            >
              <Icon aria-hidden className="size-4.5" />
              <span aria-hidden className="text-2xs md:hidden">
                {label}
              </span>
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}
