'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

type NetworkFieldsProps = {
  name: string;
  vni: string;
  subnets: string;
  mtu: string;
  set(change: Partial<Record<'name' | 'vni' | 'subnets' | 'mtu', string>>): void;
  touch(field: string): void;
  errorOf(field: string): string | null;
  vniHint?: string;
};

export function NetworkFields({ name, vni, subnets, mtu, set, touch, errorOf, vniHint }: NetworkFieldsProps) {
  return (
    <>
      <div className="grid grid-cols-[1fr_8rem] gap-3 max-sm:grid-cols-1">
        <Field label="Name" error={errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              name="name"
              value={name}
              onChange={(event) => set({ name: event.target.value })}
              onBlur={() => touch('name')}
            />
          )}
        </Field>
        <Field label="VNI" error={errorOf('vni')}>
          {(control) => (
            <Input
              {...control}
              name="vni"
              inputMode="numeric"
              className="tabular"
              value={vni}
              onChange={(event) => set({ vni: event.target.value })}
              onBlur={() => touch('vni')}
            />
          )}
        </Field>
      </div>
      {vniHint && <p className="-mt-2 text-muted text-xs">{vniHint}</p>}
      <div className="grid grid-cols-[1fr_8rem] items-start gap-3 max-sm:grid-cols-1">
        <Field label="Subnets" error={errorOf('subnets')} hint="IPv4 or IPv6, separated by commas.">
          {(control) => (
            <Input
              {...control}
              name="subnets"
              mono
              value={subnets}
              onChange={(event) => set({ subnets: event.target.value })}
              onBlur={() => touch('subnets')}
            />
          )}
        </Field>
        <Field label="MTU" optional error={errorOf('mtu')} hint="Empty: as large as fits.">
          {(control) => (
            <Input
              {...control}
              name="mtu"
              inputMode="numeric"
              className="tabular"
              value={mtu}
              placeholder="auto"
              onChange={(event) => set({ mtu: event.target.value })}
              onBlur={() => touch('mtu')}
            />
          )}
        </Field>
      </div>
    </>
  );
}
