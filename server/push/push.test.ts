import { describe, expect, it } from 'vitest';
import { type Job, type Runner, RunnerError, type Section, type SectionOutput } from '../ssh/runner';
import { batch, planOf } from './plan.testing';
import { push } from './push';

const read: Section = { name: 'links', argv: ['ip', '-j', 'link'], onFailure: 'continue' };
const well = (name: string, stdout = ''): SectionOutput => ({ name, code: 0, stdout, stderr: '' });
const badly = (name: string, stderr: string): SectionOutput => ({ name, code: 1, stdout: '', stderr });

/** Answers with these outputs, and keeps the job that it was given. */
function answering(outputs: SectionOutput[], fault?: RunnerError['fault']) {
  const jobs: Job[] = [];
  const runner: Runner = {
    run: async (job) => {
      jobs.push(job);
      if (fault) throw new RunnerError(fault, 'gone', outputs);
      return { sections: outputs };
    },
    stream: () => Promise.reject(new Error('no stream here')),
  };
  return { runner, jobs };
}

const plan = planOf(
  batch('ip', ['link set dev a up', 'link set dev b up']),
  batch('ip', ['link set dev lo up'], { namespace: 'microsoft' }),
  batch('bridge', ['fdb append x', 'fdb append y'], { independent: true }),
);
const readBack = { sections: [read], timeoutMs: 1000 };

describe('a push', () => {
  it('is one job: the batches, then what reads back', async () => {
    const { runner, jobs } = answering([]);
    await push(runner, plan, readBack);
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.timeoutMs).toBe(1000);
    expect(jobs[0]?.sections.map(({ name }) => name)).toEqual(['batch 0', 'batch 1', 'batch 2', 'links']);
  });

  it('of all that went well counts every step and hands on what was read', async () => {
    const { runner } = answering([well('batch 0'), well('batch 1'), well('batch 2'), well('links', '[]')]);
    expect(await push(runner, plan, readBack)).toEqual({
      batches: [{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }],
      steps: 5,
      readBack: [well('links', '[]')],
      fault: null,
    });
  });

  it('tells which step failed and why, what was done before it, and what was not run', async () => {
    const failed = badly('batch 0', 'RTNETLINK answers: File exists\nCommand failed -:2\n');
    const { runner } = answering([failed, well('batch 2'), well('links')]);
    const reached = await push(runner, plan, readBack);
    expect(reached.batches).toEqual([
      { kind: 'failed', step: 1, sentence: 'File exists' },
      { kind: 'not-run' },
      { kind: 'done' },
    ]);
    expect(reached.steps).toBe(3);
  });

  it('gives the read of a namespace the name that was asked for, where its batch went well', async () => {
    const namespaceTail = { lines: ['link show'], sectionName: (name: string) => `namespace ${name}` };
    const { runner } = answering([well('batch 0'), well('batch 1', '[{}]'), well('links')]);
    const reached = await push(runner, plan, { ...readBack, namespaceTail });
    expect(reached.readBack).toEqual([well('namespace microsoft', '[{}]'), well('links')]);
    const { runner: failing } = answering([well('batch 0'), badly('batch 1', ''), well('links')]);
    expect((await push(failing, plan, { ...readBack, namespaceTail })).readBack).toEqual([well('links')]);
  });

  it.each(['connection-lost', 'timeout', 'bad-answer'] as const)(
    'that ends in %s leaves the rest unknown',
    async (fault) => {
      const { runner } = answering([well('batch 0')], fault);
      const reached = await push(runner, plan, readBack);
      expect(reached.batches).toEqual([{ kind: 'done' }, { kind: 'unknown' }, { kind: 'unknown' }]);
      expect(reached).toMatchObject({ steps: 2, readBack: [], fault: { fault } });
    },
  );

  it.each(['not-connected', 'sudo-refused', 'fenced'] as const)(
    'that ends in %s has run nothing',
    async (fault) => {
      const { runner } = answering([], fault);
      const reached = await push(runner, plan, readBack);
      expect(reached.batches).toEqual([{ kind: 'not-run' }, { kind: 'not-run' }, { kind: 'not-run' }]);
    },
  );

  it('of a plan without batches only reads', async () => {
    const { runner, jobs } = answering([well('links')]);
    expect(await push(runner, planOf(), readBack)).toMatchObject({ batches: [], steps: 0 });
    expect(jobs[0]?.sections).toEqual([read]);
  });

  it('of a word that no batch may hold sends nothing', async () => {
    const { runner, jobs } = answering([]);
    const bad = planOf(batch('ip', ['link set dev a;b up']));
    await expect(push(runner, bad, readBack)).rejects.toThrow('cannot be a word');
    expect(jobs).toEqual([]);
  });
});
