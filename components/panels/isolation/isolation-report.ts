import type { Isolation } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { METHOD } from './verdict-look';

/** The answer with what is needed to read it later without Overlane. */
export function isolationReport(isolation: Isolation, intent: Intent) {
  return {
    report: 'overlane isolation',
    at: new Date(isolation.checked.at).toISOString(),
    revision: intent.revision,
    method: METHOD,
    hosts: intent.hosts.map(({ id, name, underlay }) => ({ id, name, vtep: underlay?.address ?? null })),
    tenants: intent.tenants.map(({ id, name, networks }) => ({
      id,
      name,
      vnis: networks.map(({ vni }) => vni),
    })),
    ...isolation,
  };
}

export function saveAs(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
