'use client';

import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** A line that makes something with a name: what is wrong with it stands below the name, and nothing typed is lost. */
export function MakeForm({
  label,
  columns,
  name: { label: nameLabel, placeholder, missing },
  submit,
  onMake,
  children,
}: {
  label: string;
  /** The grid's columns where there is room. */
  columns: string;
  name: { label: string; placeholder: string; missing: string };
  submit: string;
  /** Rejected where it was not made. */
  onMake(name: string): Promise<void>;
  children?: ReactNode;
}) {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onMake(name.trim());
      setName('');
    } catch (error) {
      setFault(readApiError(error).sentence);
    }
    setBusy(false);
  };
  return (
    <form
      aria-label={label}
      className={`grid items-start gap-3 ${columns}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !busy) void make();
      }}
    >
      <Field label={nameLabel} error={fault}>
        {(control) => (
          <Input
            {...control}
            placeholder={placeholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {children}
      <Button
        type="submit"
        busy={busy}
        className="sm:mt-6"
        icon={<Plus aria-hidden className="size-4" />}
        disabledReason={!name.trim() && missing}
      >
        {submit}
      </Button>
    </form>
  );
}
