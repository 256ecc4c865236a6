'use client';

import { useState } from 'react';
import { useDraft, useDraftIntent } from '@/components/live/draft-store';
import { useForbidden } from '@/components/live/me';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { portName, VXLAN_PORT_IANA, VXLAN_PORT_LINUX } from '@/server/model/vxlan';
import { Setting } from './setting';

/** The UDP port of the fabric. It is drafted like everything else that changes devices. */
export function VxlanPort() {
  const intent = useDraftIntent();
  return (
    <Setting
      title="VXLAN port"
      lead={`The UDP port that tunnels use. ${VXLAN_PORT_IANA} is the number that IANA assigned; ${VXLAN_PORT_LINUX} is what plain ip link uses, from before there was one.`}
    >
      {intent ? (
        <PortForm key={intent.vxlan.port} port={intent.vxlan.port} tenants={intent.tenants.length} />
      ) : (
        <Skeleton className="h-9 w-40" />
      )}
    </Setting>
  );
}

function PortForm({ port, tenants }: { port: number; tenants: number }) {
  const forbidden = useForbidden('operator');
  const [text, setText] = useState(String(port));
  const next = Number(text);
  const fits = /^\d+$/.test(text.trim()) && next >= 1 && next <= 65_535;
  const changed = fits && next !== port;
  return (
    <form
      className="flex max-w-md flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!changed || forbidden) return;
        const misfit = useDraft
          .getState()
          .add([{ op: 'fabric.set', vxlan: { port: next } }], `set the VXLAN port to ${next}`);
        if (misfit) toast.error('It could not be drafted', { description: misfit });
        else
          toast(`Drafted: VXLAN port ${portName(next)}`, { description: 'Look at the plan, then apply it.' });
      }}
    >
      <Field
        label="UDP port"
        error={fits ? null : 'A port is a number from 1 to 65535.'}
        hint={fits && portName(next)}
      >
        {(control) => (
          <div className="flex flex-wrap gap-2">
            <div className="w-32">
              <Input
                {...control}
                inputMode="numeric"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </div>
            <Button
              type="submit"
              disabledReason={
                forbidden || (!fits && 'Write a port first') || (!changed && 'This is the port already')
              }
            >
              Draft the change
            </Button>
          </div>
        )}
      </Field>
      {changed && tenants > 0 && (
        <Notice severity="warning">
          A port cannot be changed on a device. Every VXLAN interface on every host is deleted and made anew,
          and the traffic of all {tenants} {tenants === 1 ? 'tenant' : 'tenants'} between hosts stops
          meanwhile.
        </Notice>
      )}
    </form>
  );
}
