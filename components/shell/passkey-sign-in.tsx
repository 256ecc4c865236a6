'use client';

import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

const UNREACHABLE = 'Overlane does not answer. Look whether it runs, then try again.';
const STOPPED =
  'No passkey was used: the browser was told to stop, has none for this page, or took too long.';

/** Any passkey for this page: nobody types who they are. */
export function PasskeySignIn() {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const signIn = async () => {
    setBusy(true);
    setFault(null);
    const told = await tried();
    if (told === null) return window.location.assign('/');
    setFault(told);
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-3">
      <Button busy={busy} icon={<KeyRound aria-hidden className="size-4" />} onClick={() => void signIn()}>
        Sign in with a passkey
      </Button>
      {fault && (
        <Notice severity="error" live>
          {fault}
        </Notice>
      )}
    </div>
  );
}

/** null: signed in; else the sentence that says why not. */
async function tried(): Promise<string | null> {
  const asked = await post('/login/passkey/options', {});
  if (!asked?.ok) return sentenceOf(asked);
  const optionsJSON = (await asked.json()) as PublicKeyCredentialRequestOptionsJSON;
  const signed = await startAuthentication({ optionsJSON }).catch(() => null);
  if (!signed) return STOPPED;
  const answered = await post('/login/passkey', signed);
  return answered?.ok ? null : sentenceOf(answered);
}

function post(path: string, body: unknown): Promise<Response | null> {
  const headers = { 'content-type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
}

async function sentenceOf(response: Response | null): Promise<string> {
  const said = (await response?.json().catch(() => null)) as { sentence?: string } | null | undefined;
  return said?.sentence ?? UNREACHABLE;
}
