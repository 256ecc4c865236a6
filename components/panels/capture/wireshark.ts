'use client';

import { type CapturedFrame, pcapng } from '@/server/model/pcapng';

/** A field as Wireshark names it, with the bytes that it was read from; none where `to` is `from`. */
export type WiresharkField = { label: string; from: number; to: number; fields: WiresharkField[] };

/** The server has no Wireshark. */
export class NoWireshark extends Error {}

type Answer = { id: number; tree?: WiresharkField[]; error?: string };
type Wireshark = { ask(frame: CapturedFrame, vxlanPorts: ReadonlySet<number>): Promise<WiresharkField[]> };

/** One a page, from when it is wanted first. */
let started: Promise<Wireshark> | null = null;

/**
 * The frame as Wireshark dissects it, by itself.
 * @throws NoWireshark, Error with a sentence
 */
export async function dissectByWireshark(
  frame: CapturedFrame,
  vxlanPorts: ReadonlySet<number>,
): Promise<WiresharkField[]> {
  started ??= start();
  try {
    return await (await started).ask(frame, vxlanPorts);
  } catch (error) {
    if (error instanceof NoWireshark || error instanceof Broken) started = null;
    throw error;
  }
}

class Broken extends Error {}

async function start(): Promise<Wireshark> {
  const there = await fetch('/wireshark/wiregasm.js', { method: 'HEAD' }).catch(() => null);
  if (there?.status === 404) throw new NoWireshark();
  if (!there?.ok) throw new Broken('The controller does not answer: try again.');
  const worker = new Worker('/wireshark/worker.js');
  const waiting = new Map<number, (answer: Answer) => void>();
  let broken = false;
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  worker.onerror = () => {
    broken = true;
    for (const [id, done] of waiting) done({ id });
    waiting.clear();
    worker.terminate();
  };
  let last = 0;
  return {
    async ask(frame, vxlanPorts) {
      if (broken) throw new Broken('Wireshark failed in this browser: try again.');
      const id = ++last;
      const file = await new Blob(
        pcapng({ name: 'frame', filter: '', snapLength: 262_144 }, [frame]),
      ).arrayBuffer();
      const { tree, error } = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        const ports = [...vxlanPorts].sort((a, b) => a - b).join(',');
        worker.postMessage({ id, file: new Uint8Array(file), vxlanPorts: ports });
      });
      if (tree) return tree;
      throw error === undefined
        ? new Broken('Wireshark failed in this browser: try again.')
        : new Error(error);
    },
  };
}
