/**
 * Lets no more channels be open at once than the host takes (sshd's MaxSessions, 10 unless set). The number is
 * learned from the first refusal; who waits gets in by the order of arrival, and nobody tries again while the host
 * is full.
 */
export class ChannelGate {
  /** Who entered and has not left. */
  private inside = 0;
  /** Of these, how many have their channel. */
  private opened = 0;
  /** The most that had one at the same time. */
  private proven = 0;
  private most = Number.POSITIVE_INFINITY;
  /** Tickets of those who let time pass; nobody overtakes them. */
  private readonly pausing = new Set<number>();
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
    this.pausing.delete(ticket);
    return new Promise((enter, refuse) => {
      const place = this.waiting.findIndex((other) => other.ticket > ticket);
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, { ticket, enter, refuse });
      this.admit();
    });
  }

  /** The bearer has its channel. */
  succeeded(): void {
    this.opened += 1;
    this.proven = Math.max(this.proven, this.opened);
    this.most = Math.max(this.most, this.proven);
  }

  /** A channel was closed. */
  leave(): void {
    this.opened -= 1;
    this.giveUp();
  }

  /** One who had entered does not open a channel after all. */
  giveUp(): void {
    this.inside -= 1;
    this.admit();
  }

  /**
   * The host refused the channel of one who had entered.
   * @returns whether the bearer may simply enter again, as others are open whose end will let it in; else time must
   * pass first: the host takes none at all, or has not cleared away one that was closed a moment ago
   */
  refused(ticket: number): 'enter-again' | 'pause' {
    this.inside -= 1;
    // Not all who are inside have their channel yet; of these each refused one lowers the number once more.
    this.most = Math.max(1, this.proven, Math.min(this.most, this.inside));
    if (this.inside >= this.most) return 'enter-again';
    this.pausing.add(ticket);
    return 'pause';
  }

  /** One who was refused does not try again. */
  abandon(ticket: number): void {
    this.pausing.delete(ticket);
    this.admit();
  }

  /** Sends everybody away. */
  close(error: Error): void {
    this.closedBy = error;
    for (const { refuse } of this.waiting.splice(0)) refuse(error);
  }

  private admit(): void {
    while (this.pausing.size === 0 && this.inside < this.most && this.waiting.length > 0) {
      this.inside += 1;
      this.waiting.shift()?.enter();
    }
  }
}

type Waiter = { ticket: number; enter(): void; refuse(error: Error): void };
