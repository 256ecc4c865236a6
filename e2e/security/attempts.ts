import type { Attempt } from './attempt';
import { ENDINGS } from './attempts/endings';
import { HOSTILE } from './attempts/hostile';
import { HOSTS } from './attempts/hosts';
import { INJECTION } from './attempts/injection';
import { PEOPLE } from './attempts/people';
import { SECRETS } from './attempts/secrets';
import { SESSION } from './attempts/session';

/** All of them. Another one is another line in one of these. */
export const ATTEMPTS: readonly Attempt[] = [
  ...INJECTION,
  ...HOSTILE,
  ...PEOPLE,
  ...ENDINGS,
  ...SESSION,
  ...HOSTS,
  // Last: what all that went before has left behind is searched.
  ...SECRETS,
];
