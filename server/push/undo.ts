import type { Fence } from '../ssh/fence';
import type { Runner, Section } from '../ssh/runner';
import { type UndoFile, undoFile, undoFolder } from './undo-file';

/** Milliseconds: a few processes, and the wait for a job that runs. */
const LIMIT = 20_000;

/**
 * Leaves an undo on the host, with a timer that runs it after so many seconds unless it is called off.
 * @throws RunnerError where the host cannot be reached or has another writer
 * @throws Error where the host did not take it
 */
export async function arm(runner: Runner, file: UndoFile, seconds: number, fence: Fence): Promise<void> {
  const folder = undoFolder(file.id);
  const sections: Section[] = [
    { name: 'folder', argv: ['mkdir', '-m', '0700', folder], onFailure: 'stop' },
    { name: 'file', argv: ['tee', `${folder}/undo`], input: undoFile(file), onFailure: 'stop' },
    { name: 'arm', argv: ['sh', `${folder}/undo`, 'arm', String(seconds)], onFailure: 'stop' },
  ];
  const output = await runner.run({ sections, timeoutMs: LIMIT, fence });
  const last = output.sections.at(-1);
  if (last?.name === 'arm' && last.stdout.trim() === 'armed') return;
  throw new Error(`the undo could not be left there: ${last?.stderr.trim() || 'the host did not say why'}`);
}

/** off: it will not run. undone: it ran. gone: nothing is there, as after a reboot. */
export type CalledOff = 'off' | 'undone' | 'gone';

/** Calls an undo off, and takes its file away whether or not it ran. @throws RunnerError */
export async function callOff(runner: Runner, id: string, fence: Fence): Promise<CalledOff> {
  const argv = ['sh', `${undoFolder(id)}/undo`, 'off'];
  const sections: Section[] = [{ name: 'off', argv, onFailure: 'stop' }];
  const output = await runner.run({ sections, timeoutMs: LIMIT, fence });
  const said = output.sections[0]?.stdout.trim();
  return said === 'off' || said === 'undone' ? said : 'gone';
}

/** Undos that nobody waits for any more, but one: a constant program, the name comes as its argument. */
const OFF_BUT_ONE =
  'for f in /run/overlane/undo.*/undo; do [ ! -f "$f" ] || [ "$f" = "$1/undo" ] || sh "$f" off; done';

/** Calls off what earlier changes left on a host. @param kept the undo that counts, if any */
export function callOffStale(kept: string | null): Section {
  const folder = kept === null ? '' : undoFolder(kept);
  return { name: 'stale', argv: ['sh', '-c', OFF_BUT_ONE, 'overlane', folder], onFailure: 'continue' };
}
