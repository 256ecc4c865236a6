/** What is to be saved, before its first frame. */
export type NewCapture = {
  id: string;
  /** Kind and id of the principal. */
  owner: string;
  actor: string;
  tenantId: string;
  tenant: string;
  /** Where, in words. */
  place: string;
  /** What, in words. */
  filter: string;
  /** Bytes kept of each frame. */
  snapLength: number;
};

/** A saved capture. Times in milliseconds since the epoch. */
export type SavedCapture = Omit<NewCapture, 'snapLength'> & {
  at: number;
  /** Why it ended; null while it is written. */
  reason: string | null;
  packets: number;
  /** By the host's kernel; null where it could not say. */
  dropped: number | null;
  /** Bytes of the file. */
  size: number;
  /** null while it is written. */
  expiresAt: number | null;
};

/** It is not saved, or not done with what is saved, for the reason that the sentence gives. */
export class NotSaved extends Error {
  /** A sentence for a person, in the way of the controller's errors. */
  readonly fault = 'not-saved';
  constructor(sentence: string) {
    super(sentence);
    this.name = 'NotSaved';
  }
}
