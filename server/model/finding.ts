/** Something that a person should know of a host: what is so, and the line that mends it. */
export type Finding = {
  code: string;
  severity: 'error' | 'warning' | 'note';
  sentence: string;
  remedy: string | null;
};
