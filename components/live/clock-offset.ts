/** Milliseconds after which a better measurement is forgotten, since clocks are set and drift. */
const WINDOW_MS = 30_000;

/**
 * What to add to this browser's clock to get the controller's, measured by the events that arrive. An event is never
 * early: the largest difference of late is the best, and an event that was kept for a while spoils nothing.
 */
export class ClockOffset {
  #older: number | null = null;
  #newer: number | null = null;
  #since = 0;

  /** `sent` on the controller's clock, `arrived` on this browser's, both in milliseconds. Returns the offset. */
  measure(sent: number, arrived: number): number {
    if (Math.abs(arrived - this.#since) > WINDOW_MS) {
      this.#older = this.#newer;
      this.#newer = null;
      this.#since = arrived;
    }
    const offset = sent - arrived;
    this.#newer = Math.max(offset, this.#newer ?? offset);
    return Math.max(this.#newer, this.#older ?? this.#newer);
  }
}
