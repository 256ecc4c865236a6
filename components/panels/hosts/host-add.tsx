'use client';

import { CircleCheck, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useCommitNow } from '@/components/live/commit-now';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Steps } from '@/components/ui/steps';
import { HostFieldset } from './host-fieldset';
import { checkHost, firstFields, type HostFields, hostOf } from './host-form';
import { HOST_STATE_LOOK } from './host-state-look';
import { NextTry } from './next-try';
import { Refusal, ShownKey, useAttempt } from './pin-key';
import { UnderlayForm } from './underlay-form';

type Stage =
  | { at: 'fields' }
  | { at: 'key'; fingerprint: string; type: string }
  | { at: 'connecting'; hostId: string };

const STEPS = ['Where it is', 'Its key', 'Underlay'];

/** Adds a host: where it is, then its key is shown and pinned, and only then is anything sent to it. */
export function HostAdd() {
  const close = useDialogs((dialogs) => dialogs.close);
  const client = useTRPCClient();
  const commitNow = useCommitNow();
  const forbidden = useForbidden('admin');
  const intent = useLive((live) => live.intent);
  const [fields, setFields] = useState<HostFields>(firstFields);
  const [tried, setTried] = useState(false);
  const [stage, setStage] = useState<Stage>({ at: 'fields' });
  const { busy, refusal, attempt } = useAttempt();
  if (!intent) return null;
  const faults = checkHost(fields, intent);

  const scan = () => {
    setTried(true);
    if (Object.keys(faults).length > 0) return;
    void attempt(async () => {
      try {
        const key = await client.hosts.scan.mutate({
          address: fields.address.trim(),
          port: Number(fields.port),
          ...(fields.jump !== '' && { jump: fields.jump }),
        });
        setStage({ at: 'key', ...key });
        return null;
      } catch (error) {
        return readApiError(error).sentence;
      }
    });
  };

  const pin = (fingerprint: string) =>
    attempt(async () => {
      const host = hostOf(fields, fingerprint);
      const done = await commitNow([{ op: 'host.add', host }]);
      if ('refusal' in done) return done.refusal;
      setStage({ at: 'connecting', hostId: host.id });
      return null;
    });

  if (stage.at === 'connecting') return <Connecting hostId={stage.hostId} />;
  if (stage.at === 'key') {
    return (
      <Dialog
        open
        onClose={close}
        title={`Is this ${fields.name.trim()}?`}
        description="Nothing but a greeting was sent so far. Once pinned, Overlane talks to this key only."
        footer={
          <>
            <Button onClick={() => setStage({ at: 'fields' })}>Back</Button>
            <Button
              look="primary"
              busy={busy}
              data-testid="pin-key"
              onClick={() => void pin(stage.fingerprint)}
            >
              Pin this key
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <Steps steps={STEPS} at={1} />
          <ShownKey
            address={fields.address.trim()}
            port={Number(fields.port)}
            fingerprint={stage.fingerprint}
            type={stage.type}
          />
          <Refusal sentence={refusal} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={close}
      title="Add a host"
      description="Any Linux machine that you reach over SSH. Nothing is installed on it."
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" busy={busy} disabledReason={forbidden} data-testid="scan-key" onClick={scan}>
            Look at its key
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!forbidden) scan();
        }}
      >
        <Steps steps={STEPS} at={0} />
        <HostFieldset
          fields={fields}
          faults={tried ? faults : {}}
          jumps={intent.hosts}
          onChange={setFields}
        />
        <Refusal sentence={refusal} />
        <button type="submit" className="sr-only" tabIndex={-1}>
          Look at its key
        </button>
      </form>
    </Dialog>
  );
}

/** From the pinned key to the underlay: what the host does meanwhile, and what stops it. */
function Connecting({ hostId }: { hostId: string }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === hostId) ?? null);
  const live = useLive((state) => state.hosts[hostId] ?? null);
  if (!host) return null;
  const state = live?.state ?? 'connecting';
  if (state === 'ready' && live?.observed) {
    return (
      <UnderlayForm
        host={host}
        observed={live.observed}
        title={`${host.name} is ready`}
        lead={<Steps steps={STEPS} at={2} />}
        onDone={close}
        onCancel={close}
        cancel="Later"
      />
    );
  }
  const { word, meaning } = HOST_STATE_LOOK[state];
  const stuck = state === 'unreachable' || state === 'cut-off' || state === 'refused';
  return (
    <Dialog
      open
      onClose={close}
      title={`${host.name} is added`}
      description="Its key is pinned. You may close this; it goes on by itself."
      footer={<Button onClick={close}>Close</Button>}
    >
      <div className="flex flex-col gap-4">
        <Steps steps={STEPS} at={2} />
        {stuck ? (
          <Notice severity={state === 'refused' ? 'error' : 'warning'} live>
            <p className="font-medium first-letter:uppercase">{word}</p>
            <p>
              {live?.reason?.sentence ?? meaning}
              {live?.nextTryAt != null && (
                <>
                  {' '}
                  · <NextTry at={live.nextTryAt} />
                </>
              )}
            </p>
            {live?.reason?.remedy && (
              <div className="mt-2">
                <CodeLine text={live.reason.remedy} />
              </div>
            )}
          </Notice>
        ) : (
          <p role="status" className="flex items-center gap-2.5 py-4 text-muted text-sm">
            {state === 'ready' ? (
              <CircleCheck aria-hidden className="size-4.5 text-healthy" />
            ) : (
              <LoaderCircle aria-hidden className="size-4.5 animate-spin text-pending" />
            )}
            {state === 'ready'
              ? 'Connected; reading what it has'
              : 'Signing in and looking at what it can do'}
          </p>
        )}
      </div>
    </Dialog>
  );
}
