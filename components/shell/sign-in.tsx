import { CodeLine } from '@/components/ui/code-line';
import { Notice, type Severity } from '@/components/ui/notice';
import { Mark } from './brand';

/** used: the link was used, is too old, or never was one. ended: the session is over. */
export type SignInReason = 'used' | 'ended' | 'signed-out' | 'view';

const REASONS: Record<SignInReason, { severity: Severity; sentence: string }> = {
  used: {
    severity: 'warning',
    sentence: 'That sign-in link was used already, or is older than a day. Each works once; make a new one.',
  },
  ended: { severity: 'note', sentence: 'Your session has ended. What you drafted is kept in this browser.' },
  'signed-out': { severity: 'note', sentence: 'You are signed out.' },
  view: {
    severity: 'warning',
    sentence:
      'That view link was revoked, or its time is over. An admin makes a new one: Settings, View links.',
  },
};

/** How to get in: there are no passwords, only links that work once. */
export function SignIn({ reason }: { reason: SignInReason | null }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-canvas px-4 py-10">
      <div className="w-full max-w-110">
        <div className="mb-6 flex items-center justify-center gap-3">
          <Mark className="size-8" />
          <span className="font-semibold text-ink text-xl tracking-tight">Overlane</span>
        </div>
        <div className="flex flex-col gap-5 rounded-xl border border-line bg-surface p-6 shadow-card sm:p-7">
          <div>
            <h1 className="font-semibold text-ink text-lg">Sign in with a link</h1>
            <p className="mt-1 text-pretty text-muted text-sm">
              There is no password. Each person signs in with a link that works once and for a day.
            </p>
          </div>
          {reason && <Notice severity={REASONS[reason].severity}>{REASONS[reason].sentence}</Notice>}
          <section className="flex flex-col gap-1.5">
            <h2 className="font-medium text-ink text-sm">On the machine that runs Overlane</h2>
            <p className="text-muted text-sm">
              The first link was printed when it started. In its folder, this makes another one for the admin:
            </p>
            <CodeLine text="npx overlane login-link" />
          </section>
          <section className="flex flex-col gap-1">
            <h2 className="font-medium text-ink text-sm">Anywhere else</h2>
            <p className="text-muted text-sm">Ask an admin: Settings, Users makes a link for you.</p>
          </section>
        </div>
      </div>
    </main>
  );
}
