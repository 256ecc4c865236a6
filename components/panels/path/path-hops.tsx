'use client';

import { Crosshair } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLive } from '@/components/live/live-store';
import { useSelection } from '@/components/topology/selection-store';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { CodeLine } from '@/components/ui/code-line';
import { IconButton } from '@/components/ui/icon-button';
import type { PathAnswer } from '@/server/api/types';
import { type HopFact, hopOfInterest, kindWord, STATE_LOOK, selectionOfHop, stateOf } from './hop-look';
import { usePath } from './path-store';

/** The way in order, and beside it the verdict and what the hop that is looked at must hold. */
export function PathHops({ answer, children }: { answer: PathAnswer; children: ReactNode }) {
  const chosen = usePath((state) => state.hop);
  const index = Math.min(chosen ?? hopOfInterest(answer), answer.hops.length - 1);
  const hop = answer.hops[index];
  return (
    <div className="grid min-h-0 flex-1 md:grid-cols-[minmax(10rem,15rem)_minmax(0,1fr)]">
      <ol aria-label="Hops" className="min-h-0 overflow-y-auto border-line py-1 md:border-r">
        {answer.hops.map((one, i) => (
          <HopRow
            // biome-ignore lint/suspicious/noArrayIndexKey: hops have fixed places
            key={i}
            hop={one}
            first={one.hostId !== answer.hops[i - 1]?.hostId}
            chosen={i === index}
            choose={() => usePath.getState().look(i)}
          />
        ))}
      </ol>
      <div className="min-h-0 overflow-y-auto max-md:order-first">
        <div className="border-line border-b px-4 py-2.5">{children}</div>
        {hop && <HopFacts hop={hop} hops={answer.hops} />}
      </div>
    </div>
  );
}

type Hop = PathAnswer['hops'][number];

function HopRow({
  hop,
  first,
  chosen,
  choose,
}: {
  hop: Hop;
  first: boolean;
  chosen: boolean;
  choose(): void;
}) {
  const { Icon, tone, word } = STATE_LOOK[stateOf(hop)];
  return (
    <li>
      {first && <p className="px-4 pt-1.5 pb-0.5 font-semibold text-2xs text-muted">{hop.host}</p>}
      <button
        type="button"
        aria-pressed={chosen}
        data-testid="path-hop"
        data-state={stateOf(hop)}
        onClick={choose}
        className={classNames(
          'flex w-full items-center gap-2 px-4 py-1 text-left text-xs hover:bg-hover',
          chosen && 'bg-accent-soft',
        )}
      >
        <Icon role="img" aria-label={word} className={classNames('size-3.5 shrink-0', TONE_TEXT[tone])} />
        <span className="w-17 shrink-0 text-muted">{kindWord(hop)}</span>
        <span className="min-w-0 truncate font-mono text-ink">{hop.object.name}</span>
      </button>
    </li>
  );
}

function HopFacts({ hop, hops }: { hop: Hop; hops: readonly Hop[] }) {
  const intent = useLive((live) => live.intent);
  const selection = intent && selectionOfHop(hop, hops, intent);
  return (
    <section aria-label="What the hop must hold" className="px-4 py-2">
      <header className="flex items-center gap-2 pb-1">
        <h4 className="min-w-0 truncate font-semibold text-ink text-sm">
          {kindWord(hop)} {hop.object.name} <span className="font-normal text-muted">on {hop.host}</span>
        </h4>
        {hop.heldAt !== null && (
          <span className="text-muted text-xs">
            <Age at={hop.heldAt} />
          </span>
        )}
        {selection && (
          <IconButton
            size="sm"
            className="ml-auto"
            label="Show on the graph"
            icon={<Crosshair />}
            onClick={() => useSelection.getState().seek(selection)}
          />
        )}
      </header>
      <ul className="flex flex-col divide-y divide-line">
        {hop.facts.map((fact) => (
          <FactRow key={`${fact.what} ${fact.found}`} fact={fact} />
        ))}
      </ul>
      {hop.facts.length === 0 && <p className="text-muted text-xs">Nothing that is read lies on this hop.</p>}
    </section>
  );
}

function FactRow({ fact }: { fact: HopFact }) {
  const isSymptom = fact.state === 'symptom';
  const { Icon, tone, word } = STATE_LOOK[fact.state === 'symptom' ? 'unknown' : fact.state];
  const differs = fact.expected !== null && fact.expected !== fact.found;
  return (
    <li className="flex flex-col gap-1 py-1.5 text-xs" data-testid="path-fact" data-state={fact.state}>
      <p className="flex items-baseline gap-2">
        <Icon
          role="img"
          aria-label={isSymptom ? 'follows from another hop' : word}
          className={classNames('size-3.5 shrink-0 self-center', TONE_TEXT[tone])}
        />
        <span className="shrink-0 text-muted">{fact.what}</span>
        <span className="min-w-0 break-words font-medium text-ink tabular">{fact.found}</span>
        {differs && <span className="min-w-0 break-words text-muted">expected {fact.expected}</span>}
        {isSymptom && <span className="text-faint">follows from another hop</span>}
      </p>
      {(differs || fact.state !== 'right') && fact.show.length > 0 && (
        <CodeLine text={fact.show.join(' ')} label="Copy the command that shows it" />
      )}
    </li>
  );
}
