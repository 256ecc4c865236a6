import { z } from 'zod';
import { database } from '../db/client';
import type { Applied } from './applied';

const tenantsSchema = z.record(z.string(), z.string());

/** By host id. A row that cannot be read counts as nothing applied: then the host is compared with all of intent. */
export async function loadApplied(): Promise<Map<string, Applied>> {
  const rows = await database().hostApplied.findMany();
  return new Map(
    rows.flatMap(({ hostId, bootId, tenants }) => {
      const parsed = tenantsSchema.safeParse(JSON.parse(tenants));
      return parsed.success ? [[hostId, { bootId, tenants: parsed.data }]] : [];
    }),
  );
}

/** Writes behind: the newest of each host, one write at a time. */
export class AppliedStore {
  readonly #waiting = new Map<string, Applied>();
  #writing: Promise<void> | null = null;

  save(hostId: string, applied: Applied): void {
    this.#waiting.set(hostId, applied);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Settles when nothing waits any more. */
  async flushed(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting;
      if (!next) return;
      const [hostId, { bootId, tenants }] = next;
      this.#waiting.delete(hostId);
      const data = { bootId, tenants: JSON.stringify(tenants) };
      try {
        await database().hostApplied.upsert({ where: { hostId }, create: { hostId, ...data }, update: data });
      } catch (error) {
        // Lost, it costs one comparison with all of intent after a restart.
        console.error(
          'overlane: what was applied could not be written:',
          error instanceof Error ? error.message : error,
        );
      }
    }
  }
}
