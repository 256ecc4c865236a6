'use client';

import { useMe } from '@/components/live/me';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { About } from './about';
import { AccountSetting } from './account';
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
    <PageFrame title="Settings" lead="What holds for the whole fabric and for this installation.">
      <Card>
        <VxlanPort />
      </Card>
      <Card>
        <DriftPolicy />
      </Card>
      <Card>
        <SavedCaptures />
      </Card>
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
