import { parseAddress } from '../../model/address';
import type { PingSummary } from '../../model/ping-summary';
import type { Client } from '../client';
import { endpointOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain } from '../print';

export type PingOptions = { count: string; interval: string; size: string; df?: boolean };

/**
 * Pings from an endpoint (`microsoft@node01`, `microsoft/web@node01`) to another one or to an address; lines are
 * printed as they come unless `quiet`.
 * @throws Failure when not every packet came back
 */
export async function ping(
  client: Client,
  from: string,
  to: string,
  options: PingOptions,
  print: (line: string) => void,
): Promise<{ data: { summary: PingSummary; replies: { seq: number; rttMs: number }[] }; text: string }> {
  const { intent } = await client.intent.get.query();
  const source = endpointOf(intent, from);
  const target = parseAddress(to) ? { address: to } : { endpointId: endpointOf(intent, to).endpoint.id };
  const replies: { seq: number; rttMs: number }[] = [];
  const end = await new Promise<{ summary: PingSummary | null; error: string | null }>((resolve, reject) => {
    const subscription = client.ping.run.subscribe(
      {
        endpointId: source.endpoint.id,
        target,
        count: Number(options.count),
        intervalMs: Math.round(Number(options.interval) * 1000),
        size: Number(options.size),
        dontFragment: options.df ?? false,
      },
      {
        onData: ({ data: event }) => {
          if (event.kind === 'end') {
            subscription.unsubscribe();
            resolve(event);
            return;
          }
          if (event.kind === 'begin') return;
          if (event.kind === 'reply') replies.push({ seq: event.seq, rttMs: event.rttMs });
          print(plain(event.text));
        },
        onError: (error) => {
          subscription.unsubscribe();
          reject(error);
        },
      },
    );
  });
  if (end.error) throw new Failure('ping-failed', plain(end.error));
  if (!end.summary) throw new Failure('ping-failed', 'ping ended without its statistics');
  if (end.summary.received < end.summary.sent || end.summary.received === 0) {
    throw new Failure('loss', `${end.summary.lossPercent} % of ${end.summary.sent} packets were lost`);
  }
  return { data: { summary: end.summary, replies }, text: '' };
}
