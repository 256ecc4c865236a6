import { Agent, request } from 'node:http';

/** What is sent, word by word: `Host` and all else is as given. */
export type Sent = {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Address of ours that it comes from. */
  from?: string;
};

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The connection ended before the answer did. */
  cut: boolean;
};

// Each by itself: on a connection that the server is about to close, a request would be lost.
const agent = new Agent({ keepAlive: false, maxSockets: 128 });
/** Milliseconds for an answer; a stream is left at its first word. */
const PATIENCE_MS = 120_000;

/**
 * Sends it and reads the answer, or of a stream up to what `enough` says.
 * @throws where no answer came at all
 */
export function send(
  url: string,
  { method = 'GET', path, headers = {}, body, from }: Sent,
  enough: (text: string) => boolean = () => false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Not by URL: that would put `..` and the like right before it is sent.
    const { hostname, port } = new URL(url);
    const sent = request(
      { hostname, port, method, path, headers, agent, timeout: PATIENCE_MS, localAddress: from },
      (response) => {
        let text = '';
        const done = (cut: boolean) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, cut });
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (!enough(text)) return;
          done(false);
          sent.destroy();
        });
        response.on('end', () => done(false));
        response.on('error', () => done(true));
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path.slice(0, 200)}: no answer`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
