import type { MatrixCell, MatrixEvent } from '../../api/types';
import type { Client } from '../client';
import { networkOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain, table } from '../print';
import { untilEnd } from '../until-end';

export type MatrixOptions = { count: string; family?: string };

/**
 * All endpoints of a network ping each other; a row for each that pings, mean milliseconds or the loss in each column.
 * Bad: not everything came back.
 * @throws Failure where it could not be run
 */
export async function matrix(client: Client, label: string, options: MatrixOptions) {
  const family = familyOf(options.family);
  const { intent } = await client.intent.get.query();
  const { network } = networkOf(intent, label);
  const cells: MatrixCell[] = [];
  let begun: Extract<MatrixEvent, { kind: 'begin' }> | null = null;
  const { error, ...counts } = await untilEnd<MatrixEvent>(
    (handlers) =>
      client.ping.matrix.subscribe({ networkId: network.id, family, count: Number(options.count) }, handlers),
    (event) => {
      if (event.kind === 'begin') begun = event;
      if (event.kind === 'cell') cells.push(event.cell);
    },
  );
  if (error) throw new Failure('matrix-failed', plain(error));
  const { seats = [], leftOut = 0 } = (begun ?? {}) as Partial<Extract<MatrixEvent, { kind: 'begin' }>>;
  const known = new Map(cells.map((cell) => [`${cell.from} ${cell.to}`, cell]));
  const rows = seats.map((from) => [
    from.label,
    ...seats.map((to) => (from === to ? '·' : word(known.get(`${from.endpointId} ${to.endpointId}`)))),
  ]);
  const { asked, lost, lossy, failed } = counts;
  const bad = lost + lossy + failed > 0 || asked === 0;
  const text = [
    table(['FROM \\ TO', ...seats.map((seat) => seat.label)], rows),
    `${asked} pairs: ${asked - lost - lossy - failed} without loss, ${lossy} with loss, ${lost} lost, ${failed} could not be asked`,
    ...(leftOut > 0 ? [`${leftOut} pairs are left out: too many at one time`] : []),
  ];
  return { data: { seats, cells, leftOut, asked, lost, lossy, failed }, text: plain(text.join('\n')), bad };
}

/** `off`, or minutes between two matrices of a network that Overlane runs by itself. @throws Failure */
export async function repeatMatrix(client: Client, label: string, every: string) {
  const { intent } = await client.intent.get.query();
  const { network, label: name } = networkOf(intent, label);
  const everyMinutes = every === 'off' ? null : Number(every);
  if (
    everyMinutes !== null &&
    !(Number.isInteger(everyMinutes) && everyMinutes >= 5 && everyMinutes <= 1440)
  ) {
    throw new Failure('bad-interval', '--repeat takes 5 to 1440 minutes, or "off"');
  }
  await client.schedule.set.mutate({ networkId: network.id, everyMinutes });
  const text =
    everyMinutes === null
      ? `the matrix of ${name} is not repeated`
      : `the matrix of ${name} is repeated every ${everyMinutes} minutes`;
  return { data: { network: name, everyMinutes }, text: plain(text), bad: false };
}

function word(cell: MatrixCell | undefined): string {
  if (!cell) return '';
  if (cell.error !== null) return '!';
  if (cell.received === 0) return 'lost';
  const time = `${cell.avgMs ?? '?'} ms`;
  return cell.received < cell.sent ? `${time} (${cell.sent - cell.received} of ${cell.sent} lost)` : time;
}

function familyOf(text: string | undefined): 4 | 6 | null {
  if (text === undefined) return null;
  if (text === '4' || text === '6') return text === '4' ? 4 : 6;
  throw new Failure('bad-family', '--family takes 4 or 6');
}
