import { database } from '../db/client';
import { commit } from './commit';
import { Conflict } from './error';
import { inverseOf } from './inverse';

/** Characters of a sentence in the history. */
const LONGEST = 500;
/** Tries, while others commit at the same time. */
const TRIES = 5;

/**
 * Undoes a revision for a reason that nobody typed: a host could not make it, or it was not kept in time. A change that
 * was undone already stays so.
 * @returns the revision that undid it
 * @throws Refused where a later change touched the same thing
 */
export async function revert(revision: number, why: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const done = await database().change.findFirst({
      where: { undoes: revision },
      orderBy: { revision: 'desc' },
      select: { revision: true },
    });
    if (done) return done.revision;
    const { base, operations, sentence, undoes } = await inverseOf(revision);
    try {
      const words = `${sentence}, because ${why}`.slice(0, LONGEST);
      return (await commit({ base, operations, undoes, sentence: words, actor: 'controller' })).revision;
    } catch (error) {
      if (!(error instanceof Conflict) || tries >= TRIES) throw error;
    }
  }
}
