import type { Fault } from '../model/check';
import type { Intent } from '../model/intent';
import type { Rollout } from '../model/rollout';
import { type Risk, riskOf } from '../plan/risk';
import type { HostLive, HostPlan, Weight } from './face';

export type Weighing = {
  before: Intent;
  after: Intent;
  plans: readonly HostPlan[];
  /** What hosts refuse of it. */
  known: readonly Fault[];
  live(hostId: string): HostLive | null;
  /** Another change that is on its way and must end first. */
  inTheWay: Rollout | null;
};

/** What speaks against a change, and how it goes to its hosts. */
export function weigh({ before, after, plans, known, live, inTheWay }: Weighing): Weight {
  const hosts = new Map([...before.hosts, ...after.hosts].map((host) => [host.id, host]));
  const risks = plans.flatMap(({ hostId, plan }) => {
    const host = hosts.get(hostId);
    const { observed, state } = live(hostId) ?? {};
    if (!plan || !host || !observed || state !== 'ready') return [];
    const ground = { observed, underlay: host.underlay?.device ?? null, management: host.address };
    return [{ hostId, name: host.name, risk: riskOf(plan, ground) }];
  });
  const stays = new Set(after.hosts.map(({ id }) => id));
  const touched = risks.filter(({ hostId, risk }) => risk.is !== 'nothing' && stays.has(hostId));
  return {
    faults: [
      ...(inTheWay ? [isInTheWay(inTheWay)] : []),
      ...known,
      ...risks.flatMap(({ name, risk }) => cutsOff(name, risk)),
    ],
    rollout:
      touched.length === 0
        ? null
        : {
            hosts: touched.map(({ hostId }) => hostId),
            isGuarded: touched.some(({ risk }) => risk.is === 'touches'),
          },
  };
}

function cutsOff(name: string, risk: Risk): Fault[] {
  if (risk.is !== 'refused') return [];
  return [
    { path: `${name}/${risk.device}`, sentence: `on ${name} this could cut the host off: ${risk.sentence}` },
  ];
}

function isInTheWay({ revision, stage, sentence }: Rollout): Fault {
  const what = stage === 'undoing' ? 'is being undone' : 'is neither kept nor undone yet';
  return {
    path: `revision ${revision}`,
    sentence: `revision ${revision} (${sentence}) ${what}: wait for it, or keep or undo it first`,
  };
}
