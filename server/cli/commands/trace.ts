import { writeFile } from 'node:fs/promises';
import type { ClockGap, HostClock, TraceEvent, TracePing } from '../../api/types';
import { newId } from '../../model/ids';
import { type Intent, portOfNetwork } from '../../model/intent';
import { dissect, VXLAN_PORTS } from '../../model/packet/dissect';
import { hopText, type TraceEnds, type TraceHop, traceWay } from '../../model/trace';
import { framesOf, type TracedFrame, tracePcapng } from '../../model/trace-file';
import { countRows, lastSeen, type TraceRow, withRowPatch } from '../../model/trace-row';
import { countText, microText } from '../../model/trace-text';
import { filterOf } from '../capture-filter';
import type { Client } from '../client';
import { endpointOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain, table } from '../print';
import { untilEnd } from '../until-end';

export type TraceOptions = {
  network?: string;
  protocol: string;
  address?: string;
  port?: string;
  echoes: string;
  seconds: string;
  pcapng?: string;
};

type Event<K extends TraceEvent['kind']> = Extract<TraceEvent, { kind: K }>;

/**
 * Follows packets from one endpoint to another at every hop: the echoes that it sends, until all have come or are missed,
 * or whatever passes, until the time is over or Ctrl C. `bad` where packets were lost, or none of the echoes was seen.
 * @throws Failure where nothing could be followed
 */
export async function trace(client: Client, from: string, to: string, options: TraceOptions) {
  const { intent } = await client.intent.get.query();
  const ends = endsOf(intent, from, to, options.network);
  const { direction: _, ...filter } = filterOf(options);
  const [echoes, seconds] = [Number(options.echoes), Number(options.seconds)];
  const request = { id: newId(), ends, filter, echoes, limits: { seconds } };
  const traced = new Traced(portsOf(intent));
  const stop = () => void client.trace.stop.mutate({ id: request.id }).catch(() => {});
  process.once('SIGINT', stop);
  let isStopped = false;
  try {
    const end = await untilEnd<TraceEvent>(
      (handlers) => client.trace.run.subscribe(request, handlers),
      (event) => {
        traced.take(event);
        if (isStopped || !traced.isDone) return;
        isStopped = true;
        stop();
      },
    );
    if (end.error) throw new Failure('trace-failed', plain(end.error));
    if (options.pcapng !== undefined) await traced.write(options.pcapng);
    const bad = end.lost > 0 || (echoes > 0 && end.packets === 0);
    return { data: { ...traced.data(), end }, text: plain(traced.text(ends, intent)), bad };
  } finally {
    process.off('SIGINT', stop);
  }
}

class Traced {
  private hops: TraceHop[] = [];
  private readonly unseen: Record<number, string> = {};
  private readonly rows: TraceRow[] = [];
  private readonly frames: TracedFrame[] = [];
  private readonly first = new Map<number, TracedFrame>();
  private clocks: { hosts: HostClock[]; gap: ClockGap | null } = { hosts: [], gap: null };
  private pings: TracePing[] | null = null;
  private snapLength = 0;

  constructor(private readonly ports: ReadonlySet<number>) {}

  take(event: Exclude<TraceEvent, { kind: 'end' }>): void {
    if (event.kind === 'hops') {
      this.hops = event.hops;
      this.snapLength = event.snapLength;
    } else if (event.kind === 'hop') {
      if (event.error !== null) this.unseen[event.hop] = event.error;
    } else if (event.kind === 'clocks') this.clocks = { hosts: event.hosts, gap: event.gap };
    else if (event.kind === 'probed') this.pings = event.pings;
    else if (event.kind === 'rows') this.add(event);
  }

  private add({ rows, frames }: Event<'rows'>): void {
    for (const patch of rows) this.rows[patch.n] = withRowPatch(this.rows[patch.n], patch, this.hops.length);
    for (const frame of framesOf(frames, (text) => Buffer.from(text, 'base64'))) {
      this.frames.push(frame);
      // As it is in its tunnel it says more than one wants to know.
      if (this.hops[frame.hop]?.place.at !== 'underlay' || !this.first.has(frame.row)) {
        this.first.set(frame.row, frame);
      }
    }
  }

  /** The echoes were sent, and of nothing it is still to be known whether it arrives. */
  get isDone(): boolean {
    return this.pings !== null && this.rows.every(({ fate }) => fate !== 'passing');
  }

  async write(path: string): Promise<void> {
    const parts = tracePcapng(this.hops, this.frames, this.rows, this.offsets(), this.snapLength);
    try {
      await writeFile(path, Buffer.concat(parts), { mode: 0o600 });
    } catch (error) {
      throw new Failure('no-file', `cannot write ${path}: ${(error as Error).message}`);
    }
  }

  data() {
    const offsets = this.offsets();
    const offsetOf = (hop: number) => offsets[this.hops[hop]?.hostId ?? ''] ?? 0;
    return {
      hops: this.hops.map((hop, i) => ({ ...hop, error: this.unseen[i] ?? null })),
      clocks: this.clocks,
      pings: this.pings ?? [],
      packets: this.rows.map((row) => ({
        ...row,
        // On the controller's clock, as far as it is known.
        seen: row.seen.map((at, hop) => (at === null ? null : Math.round(at - offsetOf(hop)))),
        lastSeen: row.fate === 'lost' ? hopText(this.hops[lastSeen(row)] as TraceHop) : null,
        info: this.infoOf(row.n),
      })),
    };
  }

  text(ends: TraceEnds, intent: Intent): string {
    const way = traceWay(intent, ends);
    const [from, to] = typeof way === 'string' ? ['one end', 'the other'] : [way.from, way.to];
    const counts = countRows(this.rows, this.hops.length);
    const { gap } = this.clocks;
    const lines = this.rows.map((row) => {
      const arrow = row.direction === 'there' ? '->' : '<-';
      return `${arrow} ${this.infoOf(row.n)}: ${this.fateOf(row)}`;
    });
    const places = this.hops.map((hop, i) => [
      hopText(hop),
      this.unseen[i] === undefined ? String(counts.there.seen[i]) : '-',
      this.unseen[i] === undefined ? String(counts.back.seen[i]) : '-',
      this.unseen[i] ?? '',
    ]);
    return [
      ...lines,
      '',
      table(['HOP', 'THERE', 'BACK', ''], places),
      '',
      countText(counts.there, this.hops, [from, to]),
      countText(counts.back, this.hops, [to, from]),
      ...(gap
        ? [
            `the clocks of the two hosts are ${microText(Math.abs(gap.gapUs))} apart, +/- ${microText(gap.errorUs)}, which is taken off`,
          ]
        : []),
    ].join('\n');
  }

  private fateOf(row: TraceRow): string {
    const last = this.hops[lastSeen(row)];
    if (row.fate === 'lost') return `LOST, last seen at ${last ? hopText(last) : 'no hop'}`;
    if (row.fate === 'passing') return 'on its way when the trace ended';
    const offsets = this.offsets();
    const times = row.seen.flatMap((at, hop) =>
      at === null ? [] : [at - (offsets[this.hops[hop]?.hostId ?? ''] ?? 0)],
    );
    return `arrived after ${microText(Math.max(...times) - Math.min(...times))}`;
  }

  private infoOf(n: number): string {
    const frame = this.first.get(n);
    if (!frame) return 'a packet';
    const { source, target, info } = dissect(frame.bytes, frame.length, this.ports);
    return `${source} > ${target} ${info}`;
  }

  private offsets(): Record<string, number> {
    return Object.fromEntries(this.clocks.hosts.map(({ hostId, offsetUs }) => [hostId, offsetUs]));
  }
}

function endsOf(intent: Intent, from: string, to: string, name: string | undefined): TraceEnds {
  const [a, b] = [endpointOf(intent, from), endpointOf(intent, to)];
  const shared = a.tenant.networks.filter(({ id }) =>
    [a, b].every(({ endpoint }) => endpoint.interfaces.some(({ networkId }) => networkId === id)),
  );
  const network = name === undefined ? shared[0] : shared.find((one) => one.name === name);
  if (!network) {
    throw new Failure(
      'no-network',
      `${plain(from)} and ${plain(to)} share no network${name === undefined ? '' : ` ${plain(name)}`}`,
    );
  }
  return { between: 'endpoints', networkId: network.id, from: a.endpoint.id, to: b.endpoint.id };
}

function portsOf(intent: Intent): ReadonlySet<number> {
  const own = intent.tenants.flatMap(({ networks }) =>
    networks.map((one) => portOfNetwork(one, intent.vxlan.port)),
  );
  return new Set([...VXLAN_PORTS, intent.vxlan.port, ...own]);
}
