'use client';

import { createContext, type ReactNode, useContext } from 'react';

export type Role = 'admin' | 'operator' | 'viewer';
/** `tenants`: those that they have; null: all. */
export type Me = { name: string; role: Role; tenants: readonly { id: string; name: string }[] | null };

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** Who is signed in. Only inside the console. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe outside of the console');
  return me;
}

/**
 * Whether this person has all tenants. Else what is everybody's (hosts, settings, the isolation of all) is shown to them
 * without the controls that change it. On the wall nobody changes anything.
 */
export function useHasAllTenants(): boolean {
  const me = useContext(MeContext);
  return me === null || me.tenants === null;
}

/** Why this person may not do it, for a disabled control, or null. The server asks again. */
export function useForbidden(needed: 'operator' | 'admin'): string | null {
  const { role } = useMe();
  if (role === 'admin' || (role === 'operator' && needed === 'operator')) return null;
  return needed === 'admin'
    ? 'Only an admin may do this'
    : 'Your role is viewer: you can look, and draft, but not change anything';
}
