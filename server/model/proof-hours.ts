/** Hours between two proofs of isolation that nobody asks for: a week at most. */
export const MOST_PROOF_HOURS = 168;
