import type { Proposal } from '@/server/api/types';
import type { Host } from '@/server/model/intent';
import { sentence } from './adopt-words';
import { Fold } from './evidence-list';

/** What is on the hosts, is no tenant, and is left alone; host by host, each with its reason. */
export function LeftoverList({ proposal, hosts }: { proposal: Proposal; hosts: readonly Host[] }) {
  const { leftovers } = proposal;
  if (leftovers.length === 0) return null;
  return (
    <section className="overflow-hidden rounded-lg border border-line bg-surface [&_details]:border-t-0">
      <Fold title="Left alone" count={leftovers.length}>
        <div className="flex flex-col gap-3.5">
          {hosts.map((host) => {
            const own = leftovers.filter(({ hostId }) => hostId === host.id);
            if (own.length === 0) return null;
            return (
              <div key={host.id}>
                <h3 className="font-semibold text-ink text-xs">{host.name}</h3>
                <ul className="mt-1 flex flex-col gap-1.5">
                  {own.map(({ kind, name, sentence: text }) => (
                    <li
                      key={`${kind} ${name}`}
                      className="grid grid-cols-1 gap-x-3 text-sm sm:grid-cols-[7rem_1fr]"
                    >
                      <span className="text-foreign text-xs leading-5">{kind}</span>
                      <span className="text-pretty text-muted">{sentence(text)}</span>
                    </li>
                  ))}
                </ul>
              </div>
            );
          })}
        </div>
      </Fold>
    </section>
  );
}
