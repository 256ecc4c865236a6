export type IsolationVerdict = 'apart' | 'touching' | 'unproven';

/** Of several looks at the same tenants: what touches in one touches, and apart is only what all say is. */
export function worstVerdict(verdicts: readonly IsolationVerdict[]): IsolationVerdict {
  if (verdicts.includes('touching')) return 'touching';
  return verdicts.includes('unproven') ? 'unproven' : 'apart';
}
