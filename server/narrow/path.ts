import type { PathAnswer } from '../diagnose/path/answer';
import type { Fence } from './fence';
import { tellsOfOthers } from './words';

/**
 * The way to an address without what it tells of another tenant that has it: that it is another's is said, and not on
 * which host.
 */
export function narrowPath(answer: PathAnswer, address: string, fence: Fence): PathAnswer {
  const isTheirs = (part: unknown) => !tellsOfOthers(JSON.stringify(part).replaceAll(address, ''), fence);
  const hops = answer.hops.filter(isTheirs);
  if (hops.length === answer.hops.length) return answer;
  const hosts = new Set(hops.map(({ hostId }) => hostId));
  const isKnown = answer.culprit !== null && hosts.has(answer.culprit.hostId) && isTheirs(answer.culprit);
  return {
    ...answer,
    culprit: isKnown ? answer.culprit : null,
    evidence: answer.evidence.filter(isTheirs),
    fix: isTheirs(answer.fix) ? answer.fix : null,
    hops,
  };
}
