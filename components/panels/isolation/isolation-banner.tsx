'use client';

import { ShieldAlert } from 'lucide-react';
import Link from 'next/link';
import { useLive } from '@/components/live/live-store';
import { classNames } from '@/components/ui/class-names';

/** Tenants that touch are said on every page, until they are apart. `wall`: to be read from three metres. */
export function IsolationBanner({ wall = false }: { wall?: boolean }) {
  const first = useLive((live) => live.isolation?.shared[0]?.sentence ?? null);
  const sharedInAll = useLive((live) => live.isolation?.inAll.shared ?? 0);
  const proof = useLive((live) => live.proofs?.last ?? null);
  // What the kernels' state explains is gone when that is mended; the rest until packets prove that it is.
  const contact = proof?.verdict === 'touching' && proof.computed !== 'touching' ? proof.firstContact : null;
  const sentence = first ?? (contact === null ? null : `Proof ${proof?.id} by packets: ${contact}`);
  if (sentence === null) return null;
  const more = (first === null ? (proof?.contactsInAll ?? 1) : sharedInAll) - 1;
  return (
    <div
      role="alert"
      data-testid="isolation-alarm"
      className={classNames(
        'flex shrink-0 items-center gap-3 bg-danger px-4 text-on-danger print:hidden',
        wall ? 'py-3 text-base sm:px-6 2xl:py-4 2xl:text-2xl' : 'min-h-10 py-1.5 text-sm',
      )}
    >
      <ShieldAlert aria-hidden className={classNames('shrink-0', wall ? 'size-6 2xl:size-8' : 'size-4.5')} />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <strong className="font-semibold">Isolation is broken.</strong> {sentence}.
        {more > 0 && ` And ${more} more.`}
      </p>
      <Link
        href="/isolation"
        prefetch={false}
        className="shrink-0 rounded-sm border border-current px-2.5 py-1 font-semibold hover:bg-danger-strong"
      >
        <span className="max-sm:hidden">What to do</span>
        <span className="sm:hidden">More</span>
      </Link>
    </div>
  );
}
