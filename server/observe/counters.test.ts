import { describe, expect, it } from 'vitest';
import { countersOf } from '../live/counters';
import { MemoryKernel } from '../ssh/memory/kernel';
import { MemoryRunner } from '../ssh/memory/runner';
import type { Job, Runner, SectionOutput } from '../ssh/runner';
import { sampleCounters } from './counters';
import { observe } from './observe';
import { ReadError } from './parse/read-error';

/** A host with an endpoint whose link has carried something; `change` may spoil what it answers. */
async function host(change: (output: SectionOutput) => SectionOutput = (output) => output) {
  const memory = new MemoryRunner(new MemoryKernel());
  const input = 'netns add microsoft\nlink add name v0 type veth peer name v1 netns microsoft\n';
  const section = { name: 'made', argv: ['ip', '-batch', '-'], input, onFailure: 'stop' as const };
  await memory.run({ sections: [section], timeoutMs: 1000 });
  const { kernel } = memory;
  kernel.link(kernel.namespace('microsoft'), 'v1').traffic.tx = { bytes: 1408, packets: 16 };
  kernel.link(kernel.root, 'v0').traffic.rx = { bytes: 1408, packets: 16 };
  return {
    run: async (job: Job) => ({ sections: (await memory.run(job)).sections.map(change) }),
    stream: () => memory.stream([], { onStdout() {}, onStderr() {}, onEnd() {}, limitMs: 0 }),
  } satisfies Runner;
}

const gone = (output: SectionOutput) => ({ ...output, code: 255, stdout: '', stderr: 'Cannot open\n' });

describe('a sample of the counters', () => {
  it('tells of each link what a complete read does', async () => {
    const runner = await host();
    const sample = await sampleCounters(runner, ['microsoft']);
    expect(sample).toEqual(countersOf(await observe(runner, 'host01')));
    expect(sample['microsoft/v1']).toMatchObject({ txBytes: 1408, txPackets: 16 });
  });

  it('tells of the host alone where no namespace is asked for', async () => {
    expect(Object.keys(await sampleCounters(await host(), []))).toEqual(['lo', 'v0']);
  });

  it('does without a namespace that has gone', async () => {
    const runner = await host((output) => (output.name.includes('microsoft') ? gone(output) : output));
    expect(Object.keys(await sampleCounters(runner, ['microsoft']))).toEqual(['lo', 'v0']);
  });

  it.each<[string, (output: SectionOutput) => SectionOutput]>([
    ['the host’s own is missing', (output) => (output.name === 'counters' ? gone(output) : output)],
    ['the host’s own ends too soon', (output) => ({ ...output, stdout: output.stdout.slice(0, -3) })],
    [
      'a namespace’s ends too soon',
      (output) => (output.name === 'counters' ? output : { ...output, stdout: output.stdout.slice(0, -3) }),
    ],
  ])('fails where %s', async (_, change) => {
    await expect(sampleCounters(await host(change), ['microsoft'])).rejects.toThrow(ReadError);
  });
});
