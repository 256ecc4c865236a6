/** A committed change, as far as undo needs it. `undoes`: the revision whose inverse it is. */
export type CommittedChange = { revision: number; undoes: number | null };

/** The revision to undo next, or null: the newest whose effect stands. Undoing a redo counts as undo again. */
export function nextUndo(changes: readonly CommittedChange[]): number | null {
  for (const { change, stands } of newestOfEachRoot(changes)) if (stands) return change.revision;
  return null;
}

/** The undo to take back next, or null: a change of another kind since then ends what can be redone. */
export function nextRedo(changes: readonly CommittedChange[]): number | null {
  for (const { change, stands } of newestOfEachRoot(changes)) {
    if (!stands) return change.revision;
    if (change.undoes === null) return null;
  }
  return null;
}

/** Undo, redo, undo … of one first change form a chain; its newest member says whether the effect stands. */
function newestOfEachRoot(
  changes: readonly CommittedChange[],
): { change: CommittedChange; stands: boolean }[] {
  const byRevision = new Map(changes.map((change) => [change.revision, change]));
  const seen = new Set<number>();
  const newest: { change: CommittedChange; stands: boolean }[] = [];
  for (const change of [...changes].sort((a, b) => b.revision - a.revision)) {
    let root = change;
    let stands = true;
    while (root.undoes !== null) {
      stands = !stands;
      const target = byRevision.get(root.undoes);
      if (!target) break;
      root = target;
    }
    if (seen.has(root.revision)) continue;
    seen.add(root.revision);
    newest.push({ change, stands });
  }
  return newest;
}
