'use client';

import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readApiError } from '@/components/live/api-error';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { type Access, AccessTable } from './access-table';

/** Tokens or view links as they are read, and what revokes one. */
export function AccessList<T extends Access>({
  kind,
  list,
  listKey,
  column,
  onRevoke,
}: {
  /** In the singular: "view link". */
  kind: string;
  list: Pick<UseQueryResult<T[], unknown>, 'data' | 'isError' | 'error'>;
  listKey: readonly unknown[];
  column: { title: string; of(row: T): ReactNode };
  onRevoke(id: string): Promise<unknown>;
}) {
  const queries = useQueryClient();
  const revoke = async ({ id, name }: T) => {
    try {
      await onRevoke(id);
      toast.success(`The ${kind} ${name} is revoked`);
      await queries.invalidateQueries({ queryKey: listKey });
    } catch (error) {
      toast.error(`${name} was not revoked`, { description: readApiError(error).sentence });
    }
  };
  if (list.isError) {
    return (
      <Notice severity="warning">
        The {kind}s could not be read: {readApiError(list.error).sentence}
      </Notice>
    );
  }
  if (!list.data) return <Skeleton className="h-12" />;
  if (list.data.length === 0) return null;
  const label = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`;
  return <AccessTable label={label} rows={list.data} column={column} onRevoke={revoke} />;
}
