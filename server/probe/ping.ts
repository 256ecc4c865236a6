import { typedCommand } from '../ssh/quote';
import type { Runner, RunningStream } from '../ssh/runner';
import { EventQueue } from './event-queue';
import { Lines } from './parse/lines';
import { parsePingLine, SummaryOfLines } from './parse/ping';
import type { PingEvent, PingRequest } from './ping-event';
import { pingArgv, pingLimitMs } from './ping-request';

/**
 * One ping from inside a namespace, line by line as ping prints it. The last event is always `end`. Aborting, or
 * leaving the loop, ends the remote process.
 * @throws PingRefused before anything is sent, RunnerError
 */
export async function* ping(
  runner: Runner,
  request: PingRequest,
  signal: AbortSignal,
): AsyncGenerator<PingEvent, void, undefined> {
  const argv = pingArgv(request);
  if (signal.aborted) {
    yield { kind: 'end', summary: null, code: null, error: null };
    return;
  }
  yield { kind: 'begin', command: typedCommand(argv), at: Date.now() };
  const events = new EventQueue<PingEvent>();
  const running = await start(runner, argv, request, events);
  const stop = () => running.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const event of events) {
      yield event;
      if (event.kind === 'end') return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    running.close();
  }
}

function start(
  runner: Runner,
  argv: string[],
  request: PingRequest,
  events: EventQueue<PingEvent>,
): Promise<RunningStream> {
  const stdout = new Lines();
  const stderr = new Lines();
  const statistics = new SummaryOfLines();
  let complaint: string | null = null;
  // A ping prints a line for each packet and a few more; a host that prints without end fills no memory.
  let room = request.count * 3 + 100;
  const printed = (text: string) => {
    if (room-- <= 0) return;
    const at = Date.now();
    const line = parsePingLine(text);
    statistics.take(line);
    if (line.kind === 'reply') events.put({ kind: 'reply', seq: line.seq, rttMs: line.rttMs, text, at });
    else if (line.kind === 'silent') events.put({ kind: 'silent', seq: line.seq, text, at });
    else events.put({ kind: 'line', text, at });
  };
  const complained = (text: string) => {
    complaint = text;
    if (room-- <= 0) return;
    events.put({ kind: 'line', text, at: Date.now() });
  };
  return runner.stream(argv, {
    limitMs: pingLimitMs(request),
    onStdout: (chunk) => stdout.take(chunk).forEach(printed),
    onStderr: (chunk) => stderr.take(chunk).forEach(complained),
    onEnd: ({ code, lost }) => {
      stdout.end().forEach(printed);
      stderr.end().forEach(complained);
      events.put({
        kind: 'end',
        summary: statistics.summary(),
        code,
        error: lost ? 'The connection to the host went away.' : whyFailed(code, complaint),
      });
      events.end();
    },
  });
}

/** ping(8): 1 is "no answer", which the statistics say; anything above is an error. */
function whyFailed(code: number | null, complaint: string | null): string | null {
  if (code === null || code === 0) return null;
  if (code === 1 && complaint === null) return null;
  return complaint ?? `ping ended with status ${code}.`;
}
