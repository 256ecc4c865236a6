import type { HostPlan } from '../../controller/face';
import type { Intent } from '../../model/intent';
import type { Operation } from '../../model/operation';
import type { Client } from '../client';
import { Failure } from '../failure';
import { plain } from '../print';
import { wantedChange } from './wanted-change';

/** What applying the file would do: operations on intent and the commands per host. Nothing is changed. */
export async function plan(client: Client, path: string): Promise<{ data: unknown; text: string }> {
  const { current, wanted, operations } = await wantedChange(client, path);
  if (operations.length === 0) {
    const data = { revision: current.revision, operations, hosts: [] };
    return { data, text: `no change: the fabric equals the file at revision ${current.revision}` };
  }
  const { hosts, text } = await previewed(client, current.revision, operations, [wanted, current]);
  return { data: { revision: current.revision, operations, hosts }, text };
}

/** What the operations would do on each host, as commands. @throws Failure where the change is refused */
export async function previewed(
  client: Client,
  base: number,
  operations: Operation[],
  intents: readonly Intent[],
): Promise<{ hosts: HostPlan[]; text: string }> {
  const preview = await client.changes.preview.query({ base, operations });
  if (preview.faults.length > 0) {
    throw new Failure(
      'faults',
      'the change is refused; nothing was changed',
      preview.faults.map((fault) => `${fault.path}: ${fault.sentence}`),
    );
  }
  const known = intents.flatMap(({ hosts }) => hosts);
  const nameOf = (id: string) => known.find((host) => host.id === id)?.name ?? id;
  const text = preview.hosts.map((host) => hostText(nameOf(host.hostId), host)).join('\n\n');
  return { hosts: preview.hosts, text };
}

function hostText(name: string, host: HostPlan): string {
  if (!host.plan) return `# ${name}: ${host.why ?? 'not read yet'}`;
  const refusals = host.plan.refusals.map((refusal) => `# refused: ${plain(refusal.sentence)}`);
  const steps = host.plan.batches.reduce((sum, batch) => sum + batch.steps.length, 0);
  if (steps === 0 && refusals.length === 0) return `# ${name}: nothing to do`;
  return [...refusals, host.script.trimEnd()].join('\n');
}
