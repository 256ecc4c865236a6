'use client';

import { PenLine } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useMe } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, inputClasses } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';

/** Asks who stands for it, has the report signed, and opens it. */
export function SignOff() {
  const client = useTRPCClient();
  const router = useRouter();
  const forbidden = useForbidden('operator');
  const me = useMe();
  const last = useLive((live) => live.proofs?.last ?? null);
  const revision = useLive((live) => live.intent?.revision ?? null);
  const proofs = useLive((live) => live.proofs);
  const [open, setOpen] = useState(false);
  const [by, setBy] = useState('');
  const [remark, setRemark] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const sign = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const { id } = await client.isolation.signOff.mutate({ by: by.trim(), remark: remark.trim() });
      router.push(`/report/${id}`);
    } catch (error) {
      setFailed(readApiError(error).sentence);
      setBusy(false);
    }
  };
  const missing = by.trim() === '' ? 'Say who stands for it' : null;
  return (
    <>
      <Button
        icon={<PenLine aria-hidden className="size-4" />}
        disabledReason={forbidden}
        data-testid="isolation-sign-off"
        onClick={() => setOpen(true)}
      >
        Sign off a report
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Sign off a report"
        description="What is known now is written down as it is, signed with the key of this installation, and kept."
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look="primary" busy={busy} disabledReason={missing} type="submit" form="sign-off">
              Sign and open it
            </Button>
          </>
        }
      >
        <form
          id="sign-off"
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (!missing && !busy) void sign();
          }}
        >
          {last === null ? (
            <Notice severity="warning">
              It was never proven by packets: the report holds what is computed alone.
            </Notice>
          ) : (
            proofs?.running && (
              <Notice severity="note">A proof runs now: the report will hold the one before it.</Notice>
            )
          )}
          <Field
            label="Name"
            hint={`The person who stands for it. Your account, ${me.name}, is written down too.`}
          >
            {(control) => (
              <Input
                {...control}
                value={by}
                maxLength={120}
                autoComplete="name"
                onChange={(event) => setBy(event.target.value)}
              />
            )}
          </Field>
          <Field label="Remark" optional>
            {(control) => (
              <textarea
                {...control}
                value={remark}
                maxLength={2000}
                rows={3}
                className={`${inputClasses} h-auto py-2`}
                onChange={(event) => setRemark(event.target.value)}
              />
            )}
          </Field>
          {last !== null && revision !== null && (
            <p className="text-muted text-xs">
              It holds what is computed at this moment (revision {revision}) and proof {last.id}.
            </p>
          )}
          {failed !== null && (
            <Notice severity="error" live>
              {failed}
            </Notice>
          )}
        </form>
      </Dialog>
    </>
  );
}
