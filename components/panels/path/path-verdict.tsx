'use client';

import { Wrench } from 'lucide-react';
import { useForbidden } from '@/components/live/me';
import { useRepair, useRepairs } from '@/components/panels/drift/repairs';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { CodeLine } from '@/components/ui/code-line';
import type { PathAnswer } from '@/server/api/types';
import { VERDICT_LOOK } from './hop-look';

/** The answer in a sentence, and what mends it. */
export function PathVerdict({
  answer,
  at,
  by,
  again,
}: {
  answer: PathAnswer;
  at: number;
  /** Who walked it, where it was somebody else. */
  by: string | null;
  again(): void;
}) {
  const { Icon, tone, word } = VERDICT_LOOK[answer.verdict];
  return (
    <div className="flex flex-col gap-2" data-testid="path-verdict" data-verdict={answer.verdict}>
      <p className="flex items-start gap-2.5 text-ink text-sm">
        <Icon aria-hidden className={classNames('mt-0.5 size-4.5 shrink-0', TONE_TEXT[tone])} />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <strong className={classNames('font-semibold', TONE_TEXT[tone])}>{word}.</strong> {answer.sentence}{' '}
          <span className="whitespace-nowrap text-muted text-xs">
            {by !== null && `${by}, `}
            <Age at={at} suffix={by === null ? '' : ' ago'} />
          </span>
        </span>
      </p>
      {answer.fix && <PathFix fix={answer.fix} again={again} />}
      {answer.probes.length > 0 && (
        <ul className="flex flex-col gap-0.5 pl-7 text-muted text-xs">
          {answer.probes.map(({ what, sentence }) => (
            <li key={what}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function PathFix({ fix, again }: { fix: NonNullable<PathAnswer['fix']>; again(): void }) {
  const repair = useRepair();
  const forbidden = useForbidden('operator');
  const busy = useRepairs((state) => fix.kind === 'repair' && state.busy.has(fix.key));
  if (fix.kind === 'repair') {
    return (
      <div className="flex flex-wrap items-center gap-3 pl-7">
        <Button
          size="sm"
          look="primary"
          data-testid="path-fix"
          icon={<Wrench aria-hidden className="size-3.5" />}
          busy={busy}
          disabledReason={forbidden}
          onClick={() => void repair([fix.key]).then(again)}
        >
          Repair
        </Button>
        <span className="text-muted text-xs">{fix.sentence}</span>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1.5 pl-7" data-testid="path-fix">
      <p className="text-ink text-xs">
        {fix.kind === 'command' ? fix.sentence.replace(/: [^:]*$/, ':') : fix.sentence}
      </p>
      {fix.kind === 'command' && <CodeLine text={fix.argv.join(' ')} />}
    </div>
  );
}
