import { database } from '../db/client';
import { keepResult } from '../journal/kept-results';
import type { MatrixSeats } from '../model/matrix-seats';
import type { MatrixResult } from '../probe/matrix-event';
import { matrixWords } from '../probe/matrix-result';
import type { MatrixPlan } from './face';

export async function loadMatrixPlans(): Promise<MatrixPlan[]> {
  return database().matrixPlan.findMany();
}

/** null: the network has none any more. */
export async function saveMatrixPlan(networkId: string, everyMinutes: number | null): Promise<void> {
  if (everyMinutes === null) await database().matrixPlan.deleteMany({ where: { networkId } });
  else {
    const row = { networkId, everyMinutes };
    await database().matrixPlan.upsert({ where: { networkId }, create: row, update: row });
  }
}

/** As if a person had started it, with `schedule` in that person's place. */
export async function keepMatrix({ tenant, network }: MatrixSeats, result: MatrixResult): Promise<void> {
  await keepResult({
    kind: 'matrix',
    key: network.id,
    at: Date.now(),
    actor: 'schedule',
    subject: `${tenant.name}/${network.name}`,
    ...matrixWords(result),
    result,
  });
}
