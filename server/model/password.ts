/** Characters. Length is what counts: no kinds of characters are asked for. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;
