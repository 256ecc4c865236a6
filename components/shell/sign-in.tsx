import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClasses } from '@/components/ui/button-classes';
import { CodeLine } from '@/components/ui/code-line';
import { Notice, type Severity } from '@/components/ui/notice';
import { GatePage } from './gate-page';
import { PasskeySignIn } from './passkey-sign-in';
import { PasswordForm } from './password-form';

/** used: the link was used, is too old, or never was one. ended: the session is over. */
export type SignInReason = keyof typeof REASONS;

const REASONS = {
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
  provider: {
    severity: 'warning',
    sentence: 'Single sign-on did not let you in. The activity, which an admin can read, says why.',
  },
  disabled: { severity: 'warning', sentence: 'Your account is disabled: ask an admin.' },
} as const satisfies Record<string, { severity: Severity; sentence: string }>;

export function isSignInReason(text: string): text is SignInReason {
  return Object.hasOwn(REASONS, text);
}

/** How to get in. `provider`: what single sign-on is called here, where there is one. */
export function SignIn({
  reason,
  provider,
  passkeys,
}: {
  reason: SignInReason | null;
  provider: string | null;
  /** Whether browsers offer passkeys where this page is served. */
  passkeys: boolean;
}) {
  return (
    <GatePage>
      <h1 className="font-semibold text-ink text-lg">Sign in</h1>
      {reason && <Notice severity={REASONS[reason].severity}>{REASONS[reason].sentence}</Notice>}
      {provider && (
        <>
          {/* A route that leads away to the provider: no page of ours. */}
          <a href="/login/provider" className={buttonClasses('primary')}>
            Continue with {provider}
          </a>
          <Or />
        </>
      )}
      <PasswordForm look={provider ? 'secondary' : 'primary'} />
      {passkeys && (
        <>
          <Or />
          <PasskeySignIn />
        </>
      )}
      <Help title="The first time, or without a password">
        <p>
          Each person comes in with a link that works once and for a day, and chooses a password then. An
          admin makes it: Settings, Users.
        </p>
        <p>On the machine that runs Overlane, in its folder, this makes one for the admin:</p>
        <CodeLine text="npx overlane login-link" />
      </Help>
    </GatePage>
  );
}

function Or() {
  return (
    <div aria-hidden className="flex items-center gap-3 text-faint text-xs">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

function Help({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details open className="group border-line border-t pt-4 text-sm">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 font-medium text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="mt-2 flex flex-col gap-2 text-pretty text-muted">{children}</div>
    </details>
  );
}
