import type { Finding } from '../../model/finding';

/** Milliseconds for an empty command from which on a person notices every look at the host. */
const SLOW = 500;

/** Every command of ours waits for the login shell to read its profile. */
export function shellFindings({ shellMs, user }: { shellMs: number; user: string }): Finding[] {
  if (shellMs < SLOW) return [];
  return [
    {
      code: 'slow-shell',
      severity: 'warning',
      sentence: `An empty command takes ${(shellMs / 1000).toFixed(1)} s on the host: the login shell of "${user}" reads a slow profile, or the way there is long.`,
      remedy: `sed -i '1i case $- in *i*) ;; *) return ;; esac' ~${user}/.bashrc`,
    },
  ];
}
