import { StatusBoard } from './board';
import type { StatusInput } from './reading';
import type { Status } from './status';

/** The state of every thing on the graph. Pure: the same input gives the same statuses, in the same order. */
export function statuses(input: StatusInput): Status[] {
  const board = new StatusBoard();
  board.judge(input);
  return board.all();
}
