'use client';

import { createContext, type ReactNode, useContext } from 'react';

export type Role = 'admin' | 'operator' | 'viewer';
export type Me = { name: string; role: Role };

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

/** Why this person may not do it, for a disabled control, or null. The server asks again. */
export function useForbidden(needed: 'operator' | 'admin'): string | null {
  const { role } = useMe();
  if (role === 'admin' || (role === 'operator' && needed === 'operator')) return null;
  return needed === 'admin'
    ? 'Only an admin may do this'
    : 'Your role is viewer: you can look, and draft, but not change anything';
}
