import { describe, expect, it } from 'vitest';
import { type CommittedChange, nextRedo, nextUndo } from './undo-order';

const changes = (...undoes: (number | null)[]): CommittedChange[] =>
  undoes.map((one, i) => ({ revision: i + 1, undoes: one }));

describe('the next change to undo and to redo', () => {
  const cases: { name: string; history: CommittedChange[]; undo: number | null; redo: number | null }[] = [
    { name: 'nothing was committed', history: [], undo: null, redo: null },
    { name: 'the last change is undone first', history: changes(null, null), undo: 2, redo: null },
    {
      name: 'an undo is skipped together with what it undid',
      history: changes(null, null, 2),
      undo: 1,
      redo: 3,
    },
    { name: 'everything was undone', history: changes(null, null, 2, 1), undo: null, redo: 4 },
    { name: 'a redo can be undone', history: changes(null, 1, 2), undo: 3, redo: null },
    { name: 'an undone redo can be redone', history: changes(null, 1, 2, 3), undo: null, redo: 4 },
    {
      name: 'redo goes on where the last redo ended',
      history: changes(null, null, 2, 1, 4),
      undo: 5,
      redo: 3,
    },
    { name: 'a new change ends what can be redone', history: changes(null, 1, null), undo: 3, redo: null },
  ];
  it.each(cases)('$name', ({ history, undo, redo }) => {
    expect(nextUndo(history)).toBe(undo);
    expect(nextRedo(history)).toBe(redo);
  });
});
