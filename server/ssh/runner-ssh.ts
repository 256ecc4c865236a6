import type { ClientChannel } from 'ssh2';
import { parseFenceRefusal } from './fence';
import { CUT_DELIVERY, type FramedOutput, parseFramed } from './framing';
import { opened } from './opened';
import { Fenced, type Job, type JobOutput, type Runner, RunnerError, type RunningStream } from './runner';
import { newNonce, type Rights, renderJob } from './script';
import { discard, type Session } from './session';
import { startStream } from './stream-ssh';
import { sudoTrouble } from './sudo';

/** Bytes of both streams together that one job may print. */
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs jobs and streams on a host, each in a channel of its own. */
export function sshRunner(session: Session, rights: Rights): Runner {
  return {
    run: (job) => runJob(session, job, rights),
    stream: (argv, options): Promise<RunningStream> => startStream(session, argv, options, rights),
  };
}

async function runJob(session: Session, job: Job, rights: Rights): Promise<JobOutput> {
  const nonce = newNonce();
  const script = renderJob(job, nonce, rights);
  const names = job.sections.map(({ name }) => name);
  const deadline = performance.now() + job.timeoutMs;
  const channel = await opened(session.open(script.command, job.timeoutMs));
  const collected = new Collector(channel);
  const end = await collected.until(script.stdin, deadline - performance.now());
  const framed = parseFramed(collected.stdout(), collected.stderr(), nonce, names);
  if (framed.complete && framed.fenced !== null) {
    throw new Fenced(parseFenceRefusal(framed.fenced) ?? { why: 'unwritable' });
  }
  // What came whole is whole, even where the connection went with the last of it.
  if (framed.complete) return { sections: framed.sections };
  throw fault(end, framed, session, job, rights, collected.stderr().toString('utf8'));
}

type End = { kind: 'closed'; code: number | null } | { kind: 'timeout' } | { kind: 'too-much' };

class Collector {
  private readonly out: Buffer[] = [];
  private readonly err: Buffer[] = [];
  private size = 0;

  constructor(private readonly channel: ClientChannel) {}

  stdout = () => Buffer.concat(this.out);
  stderr = () => Buffer.concat(this.err);

  until(stdin: string, timeoutMs: number): Promise<End> {
    const { channel } = this;
    return new Promise((resolve) => {
      let code: number | null = null;
      let open = 2;
      const finish = (end: End) => {
        clearTimeout(timer);
        if (end.kind !== 'closed') discard(channel);
        resolve(end);
      };
      const timer = setTimeout(() => finish({ kind: 'timeout' }), Math.max(0, timeoutMs));
      const closed = () => {
        open -= 1;
        if (open === 0) finish({ kind: 'closed', code });
      };
      const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
        this.size += chunk.length;
        if (this.size > MOST_OUTPUT) finish({ kind: 'too-much' });
        else chunks.push(chunk);
      };
      channel.on('data', keep(this.out));
      channel.stderr.on('data', keep(this.err));
      channel.on('exit', (status: number | null) => {
        code = status;
      });
      channel.on('close', closed);
      channel.stderr.on('close', closed);
      // A command that ends before it read everything is judged by its status.
      channel.on('error', () => {});
      channel.end(stdin);
    });
  }
}

function fault(
  end: End,
  framed: FramedOutput,
  session: Session,
  job: Job,
  rights: Rights,
  stderr: string,
): RunnerError {
  const error = (...[name, sentence]: [RunnerError['fault'], string]) =>
    new RunnerError(name, sentence, framed.sections);
  if (end.kind === 'timeout') {
    return error('timeout', `The host did not finish within ${Math.round(job.timeoutMs / 1000)} s.`);
  }
  if (end.kind === 'too-much') {
    return error('bad-answer', `The host printed more than ${MOST_OUTPUT / 1024 / 1024} MB.`);
  }
  if (end.code === null && session.gone) return error('connection-lost', session.gone);
  if (framed.began) return error('bad-answer', 'The shell on the host ended before the job did.');
  const sudo = rights === 'sudo' ? sudoTrouble(stderr) : null;
  if (sudo) return error('sudo-refused', sudo);
  if (end.code === CUT_DELIVERY) {
    return error(
      'bad-answer',
      "A part of what was sent was lost before the shell read it: the user's profile on the host reads its input.",
    );
  }
  const said = stderr.trim().split('\n').pop()?.slice(0, 200);
  return error('bad-answer', `The host ran no shell for us${said ? `: ${said}` : '.'}`);
}
