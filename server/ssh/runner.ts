import { type Fence, type FenceRefusal, fenceSentence } from './fence';

/**
 * All that Overlane asks of a host goes through these two methods, as argv arrays: SSH stands behind them on a real
 * host, a small kernel in memory in unit tests.
 */
export interface Runner {
  /**
   * Runs the sections in order. The whole job is delivered before its first section runs.
   * @throws RunnerError
   */
  run(job: Job): Promise<JobOutput>;
  /** Starts one long-lived command. Its remote process ends when `close` is called or the connection ends. */
  stream(argv: string[], options: StreamOptions): Promise<RunningStream>;
}

export type Job = {
  sections: Section[];
  /** Milliseconds for the whole job; then its result is unknown. */
  timeoutMs: number;
  /** A job that writes: it runs alone on its host, and not at all where a later writer was there. */
  fence?: Fence;
};

export type Section = {
  name: string;
  argv: string[];
  /** Standard input. */
  input?: string;
  /** `stop`: a non-zero exit ends the job; `skip-to:X` continues at the section named X (to read back after a failure). */
  onFailure: 'continue' | 'stop' | { skipTo: string };
};

export type SectionOutput = { name: string; code: number; stdout: string; stderr: string };

export type JobOutput = { sections: SectionOutput[] };

export type StreamOptions = {
  /** When the channel is open, just before the command is sent: nothing of it can have run before. */
  onSending?(): void;
  onStdout(chunk: Buffer): void;
  onStderr(chunk: Buffer): void;
  /** After the last output; `code` is null where the process was ended by us or by a signal. */
  onEnd(end: { code: number | null; lost: boolean }): void;
  /** Milliseconds after which the remote process is ended in any case. */
  limitMs: number;
  /** Seconds between two signs of life, 1 where left out; after three to four without one the process ends. */
  beat?: number;
};

export type RunningStream = {
  close(): void;
  /**
   * While true no more of standard output is taken: once what lies between is full (some MB), the remote process waits
   * when it writes. Left out where output is never more than somebody can take.
   */
  hold?(on: boolean): void;
};

export type RunnerFault =
  /** The connection went before the job's end was seen: what was reached is unknown and must be read. */
  | 'connection-lost'
  | 'timeout'
  /** The host's answer was not framed as asked, or was larger than the limit. */
  | 'bad-answer'
  /** No connection could be made. */
  | 'not-connected'
  /** `sudo -n` was refused. */
  | 'sudo-refused'
  /** The host has another writer: nothing of the job ran. */
  | 'fenced';

export class RunnerError extends Error {
  readonly fault: RunnerFault;
  /** Sections whose end was seen before the fault. */
  readonly reached: SectionOutput[];
  constructor(fault: RunnerFault, sentence: string, reached: SectionOutput[] = [], options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'RunnerError';
    this.fault = fault;
    this.reached = reached;
  }
}

export class Fenced extends RunnerError {
  constructor(readonly refusal: FenceRefusal) {
    super('fenced', fenceSentence(refusal).sentence);
    this.name = 'Fenced';
  }
}
