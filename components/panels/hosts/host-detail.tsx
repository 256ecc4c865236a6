'use client';

import { Check, RefreshCw, Trash2, TriangleAlert } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useHasAllTenants, useMe } from '@/components/live/me';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';
import type { Host } from '@/server/model/intent';
import { capabilityRows } from './capability-rows';
import { Fingerprint } from './fingerprint';
import { useHostActions } from './host-actions';
import { HOST_STATE_LOOK, HostStateBadge } from './host-state-look';
import { NextTry } from './next-try';

/** One host: its state and why, what it can do, what was found on it, and what can be done. */
export function HostDetail({ host }: { host: Host }) {
  const live = useLive((state) => state.hosts[host.id] ?? null);
  const readAt = useLive((state) => state.knownAt[host.id] ?? null);
  const revision = useLive((state) => state.intent?.revision ?? null);
  const show = useDialogs((dialogs) => dialogs.show);
  const me = useMe();
  const noAdmin = useForbidden('admin');
  const hasAll = useHasAllTenants();
  const noOperator = useForbidden('operator');
  const { retry, reread, consent } = useHostActions();
  const state = live?.state ?? 'connecting';
  const jump = useLive(({ intent }) => intent?.hosts.find(({ id }) => id === host.jump)?.name ?? null);
  const changedKey = live?.shownKey && host.hostKey && live.shownKey !== host.hostKey;
  return (
    <div className="flex flex-col gap-5 p-5" data-testid="host-detail">
      <header>
        <p className="text-faint text-xs">Host</p>
        <h2 className="font-semibold text-ink text-lg">{host.name}</h2>
        <div className="live-data mt-1.5 flex flex-wrap items-center gap-2 text-muted text-xs">
          <HostStateBadge state={state} />
          {live && (
            <span>
              for <Age at={live.since} staleAfterMs={Number.POSITIVE_INFINITY} />
            </span>
          )}
          {readAt !== null && (
            <span>
              · read <Age at={readAt} suffix=" ago" />
            </span>
          )}
        </div>
      </header>

      {changedKey ? (
        <Notice severity="error" live>
          <p className="font-semibold">The host key changed. Nothing is sent to {host.name}.</p>
          <dl className="mt-2 flex flex-col gap-1.5">
            <Fingerprint what="Pinned" value={host.hostKey ?? ''} />
            <Fingerprint what="Shown now" value={live?.shownKey ?? ''} />
          </dl>
          <p className="mt-2">
            Either the host was installed anew, or somebody stands between. Compare on its console before you
            trust it.
          </p>
          {hasAll && (
            <Button
              size="sm"
              className="mt-3"
              disabledReason={noAdmin}
              onClick={() => show({ kind: 'host.repin', hostId: host.id })}
            >
              Compare and pin the new key…
            </Button>
          )}
        </Notice>
      ) : (
        state !== 'ready' && (
          <Notice
            severity={
              state === 'refused'
                ? 'error'
                : state === 'unreachable' || state === 'cut-off'
                  ? 'warning'
                  : 'note'
            }
          >
            <p>{live?.reason?.sentence ?? HOST_STATE_LOOK[state].meaning}</p>
            {live?.nextTryAt != null && (
              <p className="mt-0.5 text-muted text-xs">
                <NextTry at={live.nextTryAt} />
              </p>
            )}
            {live?.reason?.remedy && (
              <div className="mt-2">
                <CodeLine text={live.reason.remedy} />
              </div>
            )}
          </Notice>
        )
      )}

      {state === 'ready' && live?.reason && (
        <Notice severity={live.reason.severity === 'error' ? 'error' : 'warning'}>
          <p>{live.reason.sentence}</p>
          {live.reason.code === 'older-database' ? (
            <Button
              size="sm"
              look="danger"
              className="mt-3"
              disabledReason={noAdmin}
              onClick={() => void consent(host)}
            >
              Delete them: the database is right
            </Button>
          ) : (
            live.reason.remedy && <p className="mt-0.5 text-muted text-xs">{live.reason.remedy}</p>
          )}
        </Notice>
      )}

      {state === 'unpinned' && hasAll && (
        <Button
          look="primary"
          disabledReason={noAdmin}
          onClick={() => show({ kind: 'host.repin', hostId: host.id })}
        >
          Look at its key and pin it…
        </Button>
      )}

      {!host.underlay && state === 'ready' && (
        <Notice
          severity="warning"
          action={
            hasAll && (
              <Button
                size="sm"
                disabledReason={noAdmin}
                onClick={() => show({ kind: 'host.underlay', hostId: host.id })}
              >
                Choose…
              </Button>
            )
          }
        >
          No underlay device and VTEP address are chosen yet; no tenant can be built here.
        </Notice>
      )}

      {live && live.findings.length > 0 && (
        <section>
          <h3 className="section-title mb-2">Found on this host</h3>
          <ul className="flex flex-col gap-2.5">
            {live.findings.map((finding) => (
              <li key={finding.code}>
                <Notice severity={finding.severity}>
                  <p>{finding.sentence}</p>
                  {finding.remedy && (
                    <div className="mt-2">
                      <CodeLine text={finding.remedy} label="Copy the line that mends it" />
                    </div>
                  )}
                </Notice>
              </li>
            ))}
          </ul>
        </section>
      )}

      <section>
        <h3 className="section-title mb-2">Connection</h3>
        <Facts
          rows={[
            ['Address', `${host.address} port ${host.port}`],
            ...(jump ? [['Through', jump] as [string, string]] : []),
            ['Signs in as', me.role === 'viewer' ? 'hidden from viewers' : host.user],
            ['With', me.role === 'viewer' ? 'hidden from viewers' : keyText(host)],
            ['Pinned key', host.hostKey ?? 'none'],
            [
              'Underlay',
              host.underlay ? `${host.underlay.address} on ${host.underlay.device}` : 'not chosen',
            ],
            [
              'Active revision',
              live?.activeRevision == null
                ? 'none'
                : live.activeRevision === revision
                  ? `${live.activeRevision}, the current one`
                  : `${live.activeRevision} of ${revision}`,
            ],
          ]}
        />
      </section>

      {live?.capabilities && (
        <section>
          <h3 className="section-title mb-2">What it can do</h3>
          <ul className="flex flex-col">
            {capabilityRows(live.capabilities).map((row) => (
              <li key={row.what} className="flex items-start gap-2 py-1 text-sm">
                {row.good ? (
                  <Check role="img" aria-label="fine" className="mt-0.5 size-4 shrink-0 text-healthy" />
                ) : (
                  <TriangleAlert
                    role="img"
                    aria-label="attention"
                    className="mt-0.5 size-4 shrink-0 text-degraded"
                  />
                )}
                <span className="w-36 shrink-0 text-muted">{row.what}</span>
                <span className="min-w-0 break-words text-ink">
                  {row.value}
                  {row.why && <span className="block text-muted text-xs">{row.why}</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}

      {hasAll && (
        <div className="flex flex-wrap gap-2 border-line border-t pt-4">
          {state === 'ready' ? (
            <Button
              size="sm"
              icon={<RefreshCw aria-hidden className="size-3.5" />}
              disabledReason={noOperator}
              onClick={() => void reread(host)}
            >
              Read now
            </Button>
          ) : (
            <Button
              size="sm"
              icon={<RefreshCw aria-hidden className="size-3.5" />}
              disabledReason={noOperator || (state === 'unpinned' && 'Pin its key first')}
              onClick={() => void retry(host)}
            >
              Try now
            </Button>
          )}
          <Button
            size="sm"
            disabledReason={
              noAdmin || (state !== 'ready' && 'The host must be ready, so that its devices are known')
            }
            onClick={() => show({ kind: 'host.underlay', hostId: host.id })}
          >
            Underlay…
          </Button>
          <Button
            size="sm"
            icon={<Trash2 aria-hidden className="size-3.5" />}
            disabledReason={noAdmin}
            onClick={() => show({ kind: 'host.remove', hostId: host.id })}
          >
            Remove…
          </Button>
        </div>
      )}
    </div>
  );
}

function Facts({ rows }: { rows: [string, string][] }) {
  return (
    <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
      {rows.map(([what, value]) => (
        <div key={what} className="contents">
          <dt className="text-muted">{what}</dt>
          <dd className="break-words text-ink [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function keyText(host: Host): string {
  switch (host.key.kind) {
    case 'agent':
      return 'the SSH agent';
    case 'file':
      return `the key ${host.key.path}`;
    case 'generated':
      return host.key.id === undefined
        ? 'the key that Overlane made for this installation'
        : 'a key that Overlane made for it';
  }
}
