'use client';

import { useState } from 'react';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';
import { Fingerprint } from './fingerprint';
import { compareCommands } from './host-form';

/** A key that a host showed, and how to see by another way that it is that host's. */
export function ShownKey({
  address,
  port,
  fingerprint,
  type,
}: {
  address: string;
  port: number;
  fingerprint: string;
  type: string | null;
}) {
  const { elsewhere, there } = compareCommands(address, port, type ?? 'ssh-ed25519');
  return (
    <div className="flex flex-col gap-3.5">
      <dl className="rounded-md border border-line bg-sunken px-3.5 py-3">
        <Fingerprint what={type ? `It shows this ${type} key` : 'It shows this key'} value={fingerprint} />
      </dl>
      <div className="flex flex-col gap-1.5">
        <p className="text-muted text-sm">Compare it, best on the host’s own console:</p>
        <CodeLine text={there} />
        <p className="text-muted text-sm">
          or, by another way over the network, from a machine that you trust:
        </p>
        <CodeLine text={elsewhere} />
      </div>
    </div>
  );
}

/** A tick without which a dangerous button stays blocked. */
export function Confirm({
  text,
  checked,
  onChange,
}: {
  text: string;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-ink text-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span>{text}</span>
    </label>
  );
}

export function Refusal({ sentence }: { sentence: string | null }) {
  return sentence ? (
    <Notice severity="error" live>
      {sentence}
    </Notice>
  ) : null;
}

/** Something under way and the sentence that it failed with. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const attempt = async (what: () => Promise<string | null>) => {
    setBusy(true);
    setRefusal(null);
    const sentence = await what();
    setBusy(false);
    setRefusal(sentence);
    return sentence === null;
  };
  return { busy, refusal, attempt };
}
