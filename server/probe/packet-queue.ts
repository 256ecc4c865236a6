import type { PcapPacket } from './parse/pcap';

/** Bytes that wait to be taken before the host is asked to hold, and how few there are when it may go on. */
const HIGH = 1024 * 1024;
const LOW = 256 * 1024;
/** Of one batch. */
const MOST_PACKETS = 500;
const MOST_BYTES = 256 * 1024;
/** What a frame takes besides its bytes. */
const OVERHEAD = 64;

/**
 * Frames between a host that sends them and a reader that may be slow. While too much waits the host is held: then its
 * kernel drops frames and counts them, and nothing here grows.
 */
export class PacketQueue {
  private readonly waiting: PcapPacket[] = [];
  private bytes = 0;
  private held = false;
  private wake: (() => void) | null = null;
  private news = false;

  constructor(private readonly hold: (on: boolean) => void) {}

  put(packets: readonly PcapPacket[]): void {
    for (const packet of packets) {
      this.waiting.push(packet);
      this.bytes += packet.bytes.length + OVERHEAD;
    }
    if (!this.held && this.bytes > HIGH) {
      this.held = true;
      this.hold(true);
    }
    if (packets.length > 0) this.tell();
  }

  /** Something besides frames happened. */
  tell(): void {
    this.news = true;
    this.wake?.();
  }

  /** Until frames wait or something happened. */
  async wait(): Promise<void> {
    if (!this.news && this.waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
    this.news = false;
  }

  /** Whether as many wait as make a batch. */
  get isBatch(): boolean {
    return this.waiting.length >= MOST_PACKETS || this.bytes >= MOST_BYTES;
  }

  /** The next frames in order; none where none wait. */
  take(): PcapPacket[] {
    let bytes = 0;
    let count = 0;
    for (const packet of this.waiting) {
      if (count >= MOST_PACKETS || (count > 0 && bytes + packet.bytes.length > MOST_BYTES)) break;
      bytes += packet.bytes.length;
      count += 1;
    }
    const batch = this.waiting.splice(0, count);
    this.bytes -= bytes + count * OVERHEAD;
    if (this.held && this.bytes < LOW) {
      this.held = false;
      this.hold(false);
    }
    return batch;
  }
}
