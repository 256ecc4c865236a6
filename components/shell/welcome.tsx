'use client';

import { TrpcProvider } from '@/components/live/trpc';
import { NewPassword } from '@/components/panels/settings/new-password';
import { buttonClasses } from '@/components/ui/button-classes';
import { GatePage } from './gate-page';

const start = () => window.location.assign('/');

/** Where an invitation leads: a password is chosen, so that the next sign-in needs no link. */
export function Welcome({ name, role }: { name: string; role: string }) {
  return (
    <TrpcProvider>
      <GatePage>
        <div>
          <h1 className="font-semibold text-ink text-lg">Welcome, {name}</h1>
          <p className="mt-1 text-pretty text-muted text-sm">
            You are signed in as {role}. The link that brought you here works no more: choose a password, and
            you can come back by yourself.
          </p>
        </div>
        <NewPassword userName={name} asksCurrent={false} submit="Set it and go on" onSet={start} />
        <a href="/" className={buttonClasses('ghost')}>
          Not now
        </a>
      </GatePage>
    </TrpcProvider>
  );
}
