/** A key cannot be as it is; the sentence says what would be right. */
export class KeyError extends Error {
  /** Like RunnerError's: its sentence is for the person. */
  readonly fault: 'master-key' | 'sealed' | 'key';
  constructor(fault: KeyError['fault'], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'KeyError';
    this.fault = fault;
  }
}
