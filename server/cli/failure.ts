/** Ends a command with exit status 1 and this sentence; `details` are lines below it and, with --json, a field. */
export class Failure extends Error {
  readonly details: string[];
  readonly code: string;
  constructor(code: string, sentence: string, details: string[] = []) {
    super(sentence);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}
