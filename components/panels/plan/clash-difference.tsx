'use client';

import type { Difference } from '@/components/live/three-way';
import { classNames } from '@/components/ui/class-names';
import { Table } from '@/components/ui/table';

const CELL = 'px-1.5 py-1 align-top break-words first:pl-0 last:pr-0';

/** What two people made of the same thing, field by field; the value that will stand after a merge is the strong one. */
export function ClashDifference({ differences }: { differences: readonly Difference[] }) {
  return (
    <Table label="What differs" className="!text-xs">
      <thead>
        <tr className="border-line border-b text-faint">
          {['Field', 'Was', 'Theirs', 'Yours'].map((name) => (
            <th key={name} scope="col" className={classNames(CELL, 'whitespace-nowrap font-medium')}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, before, theirs, mine, contested }) => {
          const isMine = mine !== before;
          const look = (stands: boolean) =>
            classNames(CELL, 'tabular', stands ? 'font-medium text-ink' : 'text-muted');
          return (
            <tr key={field} data-contested={contested}>
              <th scope="row" className={classNames(CELL, 'min-w-12 font-normal text-ink')}>
                {field}
                {contested && <span className="block text-failed">both changed it</span>}
              </th>
              <td className={look(false)}>{before ?? 'not there'}</td>
              <td className={look(!isMine)}>{theirs ?? 'removed'}</td>
              <td className={look(isMine)}>{mine ?? 'removed'}</td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
