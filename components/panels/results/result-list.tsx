'use client';

import { CircleCheck, CircleHelp, CircleX, type LucideIcon } from 'lucide-react';
import { Age } from '@/components/ui/age';
import { TONE_TEXT, type Tone } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import type { ResultLine } from '@/server/api/types';

const OUTCOME: Record<ResultLine['outcome'], { Icon: LucideIcon; tone: Tone; word: string }> = {
  good: { Icon: CircleCheck, tone: 'healthy', word: 'good' },
  bad: { Icon: CircleX, tone: 'failed', word: 'bad' },
  unknown: { Icon: CircleHelp, tone: 'unknown', word: 'not certain' },
};

const KIND: Record<ResultLine['kind'], string> = {
  ping: 'Ping',
  sweep: 'Largest packet',
  matrix: 'Matrix',
  mtu: 'Path MTU',
  path: 'Path',
};

/** What probes found last, a line for each: what, when, by whom. */
export function ResultList({
  results,
  open,
  dense = false,
  className,
}: {
  results: readonly ResultLine[];
  /** What a click does; left out: lines are to be read only. */
  open?: (line: ResultLine) => void;
  /** Without the column of kinds: beside something wider. */
  dense?: boolean;
  className?: string;
}) {
  return (
    <ul className={classNames('flex flex-col', className)} data-testid="result-list">
      {results.map((line) => (
        <li key={`${line.kind} ${line.key}`}>
          {open ? (
            <button
              type="button"
              onClick={() => open(line)}
              className="flex w-full items-baseline gap-2.5 px-4 py-1.5 text-left hover:bg-hover"
            >
              <Line line={line} dense={dense} />
            </button>
          ) : (
            <p className="flex items-baseline gap-2.5 px-4 py-1.5">
              <Line line={line} dense={dense} />
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ line, dense }: { line: ResultLine; dense: boolean }) {
  const { kind, subject, sentence, outcome, actor, at } = line;
  const { Icon, tone, word } = OUTCOME[outcome];
  return (
    <>
      <Icon
        role="img"
        aria-label={word}
        className={classNames('size-3.5 shrink-0 self-center', TONE_TEXT[tone])}
      />
      {!dense && <span className="w-24 shrink-0 text-muted text-xs max-md:hidden">{KIND[kind]}</span>}
      <span className="min-w-0 flex-1 text-sm">
        {dense && <span className="text-muted">{KIND[kind]} </span>}
        <span className="text-ink">{subject}</span>{' '}
        <span className="text-muted [overflow-wrap:anywhere]">{sentence}</span>
      </span>
      <span className="shrink-0 whitespace-nowrap text-muted text-xs">
        {!dense && `${actor}, `}
        <Age at={at} staleAfterMs={Number.POSITIVE_INFINITY} suffix=" ago" />
      </span>
    </>
  );
}
