'use client';

import { LoaderCircle } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { ECHO_OVERHEAD } from '@/server/model/packet-limit';
import { answerText, type SweepRun } from './sweep-run';

const TONES = {
  passed: 'bg-healthy',
  local: 'bg-unknown',
  path: 'bg-degraded',
  silent: 'bg-failed',
  failed: 'bg-failed',
} as const;

/** The search for the largest packet: every size that was tried, and what follows from it. */
export function SweepResult({ run }: { run: SweepRun }) {
  const widest = Math.max(run.device?.mtu ?? 0, ...run.steps.map(({ size }) => size), 1);
  return (
    <div className="grid min-h-0 flex-1 max-md:flex-none grid-rows-[auto_minmax(0,1fr)] md:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)] md:grid-rows-1">
      <div className="flex min-w-0 flex-col gap-1.5 overflow-y-auto px-4 py-2.5">
        <Verdict run={run} />
      </div>
      <div className="min-h-24 overflow-y-auto px-4 py-2.5 md:border-line md:border-l">
        <table className="w-full text-xs" aria-label="Sizes that were tried">
          <thead className="text-left text-faint">
            <tr>
              <th className="pb-1 font-medium">Packet</th>
              <th className="pb-1 font-medium max-sm:hidden">Payload</th>
              <th className="pb-1 font-medium">Answer</th>
            </tr>
          </thead>
          <tbody data-testid="sweep-steps">
            {run.steps.map(({ size, payload, answer }) => (
              <tr key={size} className="align-top">
                <td className="w-40 py-0.5 pr-3">
                  <span className="relative block h-5 overflow-hidden rounded-sm bg-sunken">
                    <span
                      aria-hidden
                      className={classNames('absolute inset-y-0 left-0 opacity-25', TONES[answer.kind])}
                      style={{ width: `${(size / widest) * 100}%` }}
                    />
                    <span className="relative px-1.5 font-medium text-ink leading-5 tabular">{size} B</span>
                  </span>
                </td>
                <td className="py-0.5 pr-3 text-muted leading-5 tabular max-sm:hidden">{payload}</td>
                <td
                  className={classNames(
                    'break-words py-0.5 leading-5',
                    answer.kind === 'passed' ? 'text-healthy' : 'text-ink',
                  )}
                >
                  {answerText(answer)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Verdict({ run }: { run: SweepRun }) {
  if (run.error) return <p className="break-words text-failed text-sm">{run.error}</p>;
  if (run.state === 'stopped')
    return <p className="text-muted text-sm">Stopped; the remote process was ended.</p>;
  const { found, device } = run;
  if (!found) {
    return (
      <p className="flex items-center gap-2 text-muted text-sm">
        <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
        {device ? `Trying sizes up to ${device.mtu}, the MTU of ${device.name}` : 'Starting…'}
      </p>
    );
  }
  return (
    <>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        <Fact what="largest packet">
          <span
            data-testid="sweep-largest"
            className={classNames('text-lg', found.limit === 'interface' ? 'text-healthy' : 'text-failed')}
          >
            {found.largest === null ? 'none' : `${found.largest} B`}
          </span>
        </Fact>
        {found.largest !== null && (
          <Fact what="ICMP payload">{found.largest - ECHO_OVERHEAD[found.family]} B</Fact>
        )}
        <Fact what={`MTU of ${found.device}`}>{found.deviceMtu}</Fact>
      </dl>
      <p data-testid="sweep-sentence" className="text-ink text-sm first-letter:uppercase">
        {run.sentence}.
      </p>
    </>
  );
}

function Fact({ what, children }: { what: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-faint text-xs">{what}</dt>
      <dd className="flex min-h-7 items-center whitespace-nowrap font-semibold text-ink text-sm tabular">
        {children}
      </dd>
    </div>
  );
}
