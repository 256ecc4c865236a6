import { account } from './procedures/account';
import { activity, activityForAll } from './procedures/activity';
import { adopt } from './procedures/adopt';
import { audit } from './procedures/audit';
import { capture } from './procedures/capture';
import { changes } from './procedures/changes';
import { drift } from './procedures/drift';
import { fdb } from './procedures/fdb';
import { heartbeat } from './procedures/heartbeat';
import { history, historyForAll } from './procedures/history';
import { hosts } from './procedures/hosts';
import { intent } from './procedures/intent';
import { isolation } from './procedures/isolation';
import { keys } from './procedures/keys';
import { getLayout, layout } from './procedures/layout';
import { live, liveForAll } from './procedures/live';
import { path } from './procedures/path';
import { ping } from './procedures/ping';
import { results, resultsForAll } from './procedures/results';
import { rollout } from './procedures/rollout';
import { schedule } from './procedures/schedule';
import { me, session } from './procedures/session';
import { tokens } from './procedures/tokens';
import { trace } from './procedures/trace';
import { users } from './procedures/users';
import { views } from './procedures/views';
import { router } from './trpc';

/** Everything that the page and the command line can do. */
export const appRouter = router({
  session,
  intent,
  live,
  drift,
  isolation,
  fdb,
  history,
  changes,
  rollout,
  adopt,
  hosts,
  keys,
  path,
  ping,
  schedule,
  results,
  capture,
  trace,
  heartbeat,
  activity,
  layout,
  account,
  users,
  tokens,
  views,
  audit,
});

/** What the wall view can do: read. It has no mutation, so whoever has its address can change nothing. */
export const opsRouter = router({
  session: router({ me }),
  live: liveForAll,
  fdb,
  history: historyForAll,
  results: resultsForAll,
  activity: activityForAll,
  layout: router({ get: getLayout }),
});
