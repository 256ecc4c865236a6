'use client';

import { useStatus } from '@/components/live/live-store';
import { Section } from './parts';

/** What was expected and what was found, where the server compared. */
export function StatusFacts({ statusKey }: { statusKey: string }) {
  const status = useStatus(statusKey);
  if (!status || status.facts.length === 0) return null;
  return (
    <Section title={status.health === 'healthy' ? 'Compared' : 'What is not as asked for'}>
      <table className="live-data w-full border-collapse text-left text-xs">
        <thead>
          <tr className="border-line border-b text-muted">
            <th scope="col" className="py-1.5 pr-2 font-medium">
              Fact
            </th>
            <th scope="col" className="py-1.5 pr-2 font-medium">
              Expected
            </th>
            <th scope="col" className="py-1.5 font-medium">
              Found
            </th>
          </tr>
        </thead>
        <tbody>
          {status.facts.map((fact) => {
            const differs = fact.expected !== null && fact.expected !== fact.found;
            return (
              <tr
                key={`${fact.what} ${fact.expected} ${fact.found}`}
                className="border-line border-b align-top"
              >
                <th scope="row" className="py-1.5 pr-2 font-normal text-muted [overflow-wrap:anywhere]">
                  {fact.what}
                </th>
                <td className="py-1.5 pr-2 text-ink tabular [overflow-wrap:anywhere]">
                  {fact.expected ?? '–'}
                </td>
                <td
                  className={`py-1.5 tabular [overflow-wrap:anywhere] ${differs ? 'font-semibold text-failed' : 'text-ink'}`}
                >
                  {fact.found}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
