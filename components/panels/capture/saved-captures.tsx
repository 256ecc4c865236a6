'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FolderDown, Trash2 } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useMe } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { serverNow } from '@/components/ui/clock';
import { Dialog } from '@/components/ui/dialog';
import { durationText } from '@/components/ui/duration';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { RouterOutputs } from '@/server/api/types';
import { bytesText } from '@/server/model/bytes-text';
import { useCapture } from './capture-store';
import { DownloadButton } from './download-button';

type Saved = RouterOutputs['capture']['list'];
type One = Saved['captures'][number];

/** Milliseconds between two looks at what others saved. */
const LOOK_EVERY = 10_000;

/** Opens the list of what is saved over the capture that is on screen. */
export function SavedButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        size="sm"
        label="Saved captures"
        data-testid="capture-saved-open"
        icon={<FolderDown />}
        onClick={() => setOpen(true)}
      />
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        width="xl"
        title="Saved captures"
        description="Every frame of every capture, as a pcapng file that Wireshark and tcpdump open."
      >
        <SavedCaptures className="-mx-4">
          <p className="px-4 text-muted text-sm">Nothing is saved yet.</p>
        </SavedCaptures>
      </Dialog>
    </>
  );
}

/** What is saved, of everybody; `children` where that is nothing. */
export function SavedCaptures({ className, children }: { className?: string; children: ReactNode }) {
  const trpc = useTRPC();
  const ended = useCapture(({ run }) => run?.state === 'ended');
  const { data, error, refetch } = useQuery(
    trpc.capture.list.queryOptions(undefined, { refetchInterval: LOOK_EVERY }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what just ended is looked for at once
  useEffect(() => void refetch(), [ended]);
  if (error) {
    return (
      <Notice severity="warning" className="mx-4 my-2.5">
        The saved captures could not be read: {readApiError(error).sentence}
      </Notice>
    );
  }
  if (!data || data.captures.length === 0) return <div className={className}>{children}</div>;
  const { used, limits } = data;
  return (
    <div className={className} data-testid="saved-captures">
      <Table label="Saved captures">
        <thead>
          <tr>
            <HeadCell>When</HeadCell>
            <HeadCell>Who</HeadCell>
            <HeadCell>Tenant</HeadCell>
            <HeadCell>Where</HeadCell>
            <HeadCell>What</HeadCell>
            <HeadCell className="text-right">Frames</HeadCell>
            <HeadCell className="text-right">Size</HeadCell>
            <HeadCell>Expires</HeadCell>
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {data.captures.map((one) => (
            <Row key={one.id} one={one} />
          ))}
        </tbody>
      </Table>
      <p className="px-4 py-2 text-faint text-xs tabular">
        {bytesText(used.all)} of {bytesText(limits.totalBytes)} are used by all, {bytesText(used.mine)} of{' '}
        {bytesText(limits.userBytes)} by you. Each is kept for{' '}
        {limits.hours === 1 ? 'an hour' : `${limits.hours} hours`}.
      </p>
    </div>
  );
}

function Row({ one }: { one: One }) {
  const me = useMe();
  const color = useLive((live) => live.intent?.tenants.find(({ id }) => id === one.tenantId)?.color);
  const mayRemove = me.role === 'admin' || (one.mine && me.role === 'operator');
  return (
    <tr data-testid={`saved-capture-${one.id}`}>
      <Cell className="whitespace-nowrap">
        <Age at={one.at} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
      </Cell>
      <Cell>{one.mine ? `${one.actor} (you)` : one.actor}</Cell>
      <Cell className="whitespace-nowrap">
        <span
          aria-hidden
          className="mr-2 inline-block size-2 rounded-full bg-faint"
          style={color === undefined ? undefined : { background: `var(--tenant-${color})` }}
        />
        {one.tenant}
      </Cell>
      <Cell className="min-w-40">{one.place}</Cell>
      <Cell className="min-w-24 text-muted">{one.filter}</Cell>
      <Cell className="whitespace-nowrap text-right tabular">
        {one.packets.toLocaleString('en')}
        {one.dropped !== null && one.dropped > 0 && (
          <span className="block text-degraded text-xs">{one.dropped.toLocaleString('en')} dropped</span>
        )}
      </Cell>
      <Cell className="whitespace-nowrap text-right tabular">{bytesText(one.size)}</Cell>
      <Cell className="whitespace-nowrap text-muted">
        {one.expiresAt === null ? 'runs now' : `in ${durationText(one.expiresAt - serverNow())}`}
      </Cell>
      <Cell>
        <span className="flex items-center justify-end gap-1.5">
          <DownloadButton id={one.id} />
          {mayRemove && <Remove one={one} />}
        </span>
      </Cell>
    </tr>
  );
}

function Remove({ one }: { one: One }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await client.capture.remove.mutate({ id: one.id });
    } catch (error) {
      toast.error('The capture was not deleted', { description: readApiError(error).sentence });
    }
    await queries.invalidateQueries({ queryKey: trpc.capture.list.queryKey() });
    setBusy(false);
    setAsked(false);
  };
  if (!asked) {
    return (
      <IconButton
        size="sm"
        label={`Delete the capture of ${one.place}`}
        icon={<Trash2 />}
        disabledReason={one.expiresAt === null && 'It runs now: stop it first'}
        onClick={() => setAsked(true)}
      />
    );
  }
  return (
    <>
      <Button size="sm" onClick={() => setAsked(false)}>
        Keep
      </Button>
      <Button size="sm" look="danger" busy={busy} onClick={() => void remove()}>
        Delete
      </Button>
    </>
  );
}
