export type ReadFault =
  /** The output ends before its end. */
  | 'truncated'
  /** Complete, but not what the command prints. */
  | 'malformed'
  /** A command of the read ended with an error. */
  | 'command-failed'
  /** The read's job ended without running a section. */
  | 'missing'
  /** Parts of the read do not fit together: the host changed meanwhile. Reading again mends it. */
  | 'changed-while-reading';

/** A read that failed. It says nothing of what the host has: never "nothing there". */
export class ReadError extends Error {
  readonly code: ReadFault;
  /** For a person. */
  readonly sentence: string;
  /** Name of the section whose output it is about. */
  readonly section: string;
  constructor(code: ReadFault, section: string, sentence: string, options?: ErrorOptions) {
    super(`${section}: ${sentence}`, options);
    this.name = 'ReadError';
    this.code = code;
    this.sentence = sentence;
    this.section = section;
  }
}
