'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';

const UNREACHABLE = 'Overlane does not answer. Look whether it runs, then try again.';

/** Name and password. The server says the same whether there is no such user or the password is another one. */
export function PasswordForm({ look }: { look: 'primary' | 'secondary' }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const signIn = async () => {
    setBusy(true);
    setFault(null);
    const told = await tried(name, password);
    // A whole new page: nothing of whoever was here before stays.
    if (told === null) return window.location.assign('/');
    setFault(told);
    setPassword('');
    setBusy(false);
  };
  return (
    <form
      aria-label="Sign in with a password"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && name && password) void signIn();
      }}
    >
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password">
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {fault && (
        <Notice severity="error" live>
          {fault}
        </Notice>
      )}
      <Button type="submit" look={look} busy={busy}>
        Sign in
      </Button>
    </form>
  );
}

/** null: signed in; else the sentence that says why not. */
async function tried(name: string, password: string): Promise<string | null> {
  try {
    const response = await fetch('/login/password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    if (response.ok) return null;
    const { sentence } = (await response.json()) as { sentence?: string };
    return sentence ?? UNREACHABLE;
  } catch {
    return UNREACHABLE;
  }
}
