'use client';

import { useMe } from '@/components/live/me';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { About } from './about';
import { AccountSetting } from './account';
import { AllOrNone } from './all-or-none';
import { CommandLine } from './command-line';
import { DriftPolicy } from './drift-policy';
import { SavedCaptures } from './saved-captures';
import { SshKeys } from './ssh-keys';
import { Tokens } from './tokens';
import { Users } from './users';
import { Views } from './views';
import { VxlanPort } from './vxlan-port';

export function SettingsPage() {
  const me = useMe();
  return (
    <PageFrame
      title="Settings"
      lead={
        me.tenants === null
          ? 'What holds for the whole fabric and for this installation.'
          : 'How you sign in, and what programs of yours sign in with.'
      }
    >
      {me.tenants === null && (
        <Card>
          <VxlanPort />
        </Card>
      )}
      {me.tenants === null && (
        <Card>
          <AllOrNone />
        </Card>
      )}
      {me.tenants === null && (
        <Card>
          <DriftPolicy />
        </Card>
      )}
      {me.tenants === null && (
        <Card>
          <SavedCaptures />
        </Card>
      )}
      {me.role === 'admin' && (
        <Card>
          <SshKeys />
        </Card>
      )}
      {me.role === 'admin' && (
        <Card>
          <Users />
        </Card>
      )}
      {me.role === 'admin' && (
        <Card>
          <Views />
        </Card>
      )}
      <Card>
        <AccountSetting />
      </Card>
      <Card>
        <Tokens />
      </Card>
      <Card>
        <CommandLine />
      </Card>
      <Card>
        <About />
      </Card>
    </PageFrame>
  );
}
