export interface RunningProduct {
  /** Where it is asked on this machine. */
  url: string;
  /** Where people reach it. */
  origin: string;
  pid: number;
  /** Settles when the process is gone, however it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM, and SIGKILL if that is not heard. */
  stop(): Promise<unknown>;
  /** What it printed before it was healthy. */
  early: string;
  signInLink: string | null;
}

export function freePort(): Promise<number>;

export function startProduct(options: {
  dataDir: string;
  port: number;
  /** 127.0.0.1 by default. */
  listen?: string;
  origin?: string;
  /** Whether it serves the certificate that the environment names. */
  tls?: boolean;
  /** Folder of the lab's state, whose hosts the product takes in. */
  labState?: string | null;
  environment?: Record<string, string>;
  onOutput: (text: string) => void;
}): Promise<RunningProduct>;
