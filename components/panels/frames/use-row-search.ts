'use client';

import { useEffect, useReducer } from 'react';
import type { RowSearch } from './row-search';

/** Milliseconds that a search takes of one turn of the page. */
const SEARCH_MS = 8;

/** The rows before `upTo` that fit, or null where nothing is looked for. It grows over several turns. */
export function useRowSearch(
  of: Pick<RowSearch, 'search'>,
  query: string,
  upTo: number,
): readonly number[] | null {
  const found = query.trim() === '' ? null : of.search(query, upTo, SEARCH_MS);
  const [, goOn] = useReducer((turn: number) => turn + 1, 0);
  const isUnfinished = found !== null && found.searched < upTo;
  useEffect(() => {
    if (!isUnfinished) return;
    const timer = setTimeout(goOn);
    return () => clearTimeout(timer);
  });
  return found?.rows ?? null;
}
