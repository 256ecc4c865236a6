import { describe, expect, it } from 'vitest';
import type { Job, Runner } from '../ssh/runner';
import { observe } from './observe';
import { ReadError } from './parse/read-error';
import { recorded } from './parse/recorded';
import { namespaceSection, type ReadOutput, SECTION } from './parse/section-output';

const outputs = recorded('debian13', 'full');
const ALL = ['byhand', "it's", 'microsoft', 'stale'];

/** Answers each job with what was recorded; `change` may have the host change between jobs. */
class Playback implements Runner {
  readonly jobs: string[][] = [];
  constructor(
    private readonly change: (output: ReadOutput, job: number) => ReadOutput = (output) => output,
  ) {}

  async run({ sections }: Job) {
    const names = sections.map(({ name }) => name);
    this.jobs.push(names);
    const known = outputs.filter(({ name }) => names.includes(name));
    return { sections: known.map((output) => this.change(output, this.jobs.length)) };
  }

  stream(): never {
    throw new Error('nothing is streamed here');
  }
}

const gone = (section: string, until: number) => (output: ReadOutput, job: number) =>
  output.name === section && job <= until
    ? {
        ...output,
        code: 255,
        stdout: '',
        stderr: 'Cannot open network namespace "byhand": No such file or directory\n',
      }
    : output;

describe('a host', () => {
  it('is read in one job where its namespaces are known', async () => {
    const host = new Playback();
    const observed = await observe(host, 'host01', () => 5000, ALL);
    expect(host.jobs).toHaveLength(1);
    expect(observed).toMatchObject({ hostId: 'host01', readAt: 5000 });
    expect(observed.namespaces.map(({ name }) => name)).toEqual(ALL);
  });

  it('is read in a second job for the namespaces that were not known', async () => {
    const host = new Playback();
    const observed = await observe(host, 'host01', Date.now, ['microsoft', 'stale']);
    expect(host.jobs[1]).toEqual(['byhand', "it's"].map(namespaceSection));
    expect(observed.namespaces.map(({ name }) => name)).toEqual(ALL);
  });

  it('is read again where a namespace went meanwhile', async () => {
    const host = new Playback(gone(namespaceSection('byhand'), 2));
    const observed = await observe(host, 'host01', Date.now, ALL);
    expect(host.jobs).toHaveLength(3);
    expect(observed.namespaces.map(({ name }) => name)).toEqual(ALL);
  });

  it('is given up where it changes all the time', async () => {
    const host = new Playback(gone(namespaceSection('byhand'), 100));
    await expect(observe(host, 'host01', Date.now, ALL)).rejects.toMatchObject({
      code: 'changed-while-reading',
    });
    expect(host.jobs).toHaveLength(3);
  });

  it('is not read again where its answer is no answer', async () => {
    const host = new Playback((output) =>
      output.name === SECTION.fdb ? { ...output, stdout: output.stdout.slice(0, 99) } : output,
    );
    await expect(observe(host, 'host01', Date.now, ALL)).rejects.toThrow(ReadError);
    expect(host.jobs).toHaveLength(1);
  });

  it('is older than its last job: its time is when the read began', async () => {
    let now = 0;
    const clock = () => ++now;
    expect((await observe(new Playback(), 'host01', clock, [])).readAt).toBe(1);
    expect(
      (await observe(new Playback(gone(namespaceSection('byhand'), 1)), 'host01', clock, ALL)).readAt,
    ).toBe(3);
  });
});
