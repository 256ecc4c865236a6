/** What went wrong in the lab. The kind says what would be right: see `remedy`. */
export type LabErrorCode =
  | 'not-linux'
  | 'not-root'
  | 'programs-missing'
  | 'kernel-forbids'
  | 'bad-host-count'
  | 'bad-delay'
  | 'unknown-host'
  | 'host-down'
  | 'prefix-taken'
  | 'link-taken'
  | 'other-lab'
  | 'already-up'
  | 'not-up'
  | 'other-namespace'
  | 'busy'
  | 'interrupted'
  | 'host-failed'
  | 'would-not-end'
  | 'command-failed'
  | 'bad-state';

export class LabError extends Error {
  override readonly name = 'LabError';

  /**
   * @param code for programs
   * @param sentence for the person: what is the case
   * @param remedy what to do about it, if anything is known to help
   */
  constructor(
    readonly code: LabErrorCode,
    readonly sentence: string,
    readonly remedy?: string,
    options?: ErrorOptions,
  ) {
    super(remedy ? `${sentence} ${remedy}` : sentence, options);
  }
}
