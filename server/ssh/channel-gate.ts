/**
 * Lets no more channels be open at once than the host takes (sshd's MaxSessions, 10 unless set). The number is
 * learned from the first refusal; who waits gets in by the order of arrival, and nobody tries again while the host
 * is full.
 */
export class ChannelGate {
  private open = 0;
  private most = Number.POSITIVE_INFINITY;
  private tickets = 0;
  private readonly waiting: Waiter[] = [];
  private closedBy: Error | null = null;

  /** How many channels the host takes at once, once it is known. */
  get limit(): number | null {
    return Number.isFinite(this.most) ? this.most : null;
  }

  ticket(): number {
    return this.tickets++;
  }

  /** Resolves when the bearer may open a channel; one with a lower ticket is always first. */
  enter(ticket: number): Promise<void> {
    if (this.closedBy) return Promise.reject(this.closedBy);
    return new Promise((enter, refuse) => {
      const place = this.waiting.findIndex((other) => other.ticket > ticket);
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { ticket, enter, refuse });
      this.admit();
    });
  }

  /** A channel was closed, or was not opened after all. */
  leave(): void {
    this.open -= 1;
    this.admit();
  }

  /**
   * The host refused the channel of one who had entered.
   * @returns whether another channel is open whose end will let the bearer in; else it is time that must pass
   */
  refused(): 'wait-for-another' | 'host-takes-none' {
    this.open -= 1;
    this.most = Math.max(1, Math.min(this.most, this.open));
    return this.open > 0 ? 'wait-for-another' : 'host-takes-none';
  }

  /** Sends everybody away. */
  close(error: Error): void {
    this.closedBy = error;
    for (const { refuse } of this.waiting.splice(0)) refuse(error);
  }

  private admit(): void {
    while (this.open < this.most && this.waiting.length > 0) {
      this.open += 1;
      this.waiting.shift()?.enter();
    }
  }
}

type Waiter = { ticket: number; enter(): void; refuse(error: Error): void };
