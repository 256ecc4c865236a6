/** Bytes of a TCP connection by sequence number; `to` is behind the last. */
export type Stretch = { from: number; to: number };

/** How far `a` is ahead of `b`, modulo 2^32 (RFC 9293, 3.4). */
const ahead = (a: number, b: number) => (a - b) | 0;

export function overlap(a: Stretch, b: Stretch): boolean {
  return ahead(a.to, b.from) > 0 && ahead(b.to, a.from) > 0;
}

/** The bytes of one stretch of which parts come by, in any order. */
export class Coverage {
  /** Relative to the beginning, in order, none touching the next. */
  private parts: { from: number; to: number }[] = [];
  private readonly length: number;

  constructor(private readonly whole: Stretch) {
    this.length = ahead(whole.to, whole.from);
  }

  /** Whether it held anything that had not come by before. */
  add(part: Stretch): boolean {
    const from = Math.max(0, ahead(part.from, this.whole.from));
    const to = Math.min(this.length, ahead(part.to, this.whole.from));
    if (from >= to || this.parts.some((one) => one.from <= from && to <= one.to)) return false;
    const touching = this.parts.filter((one) => one.from <= to && from <= one.to);
    const joined = {
      from: Math.min(from, ...touching.map((one) => one.from)),
      to: Math.max(to, ...touching.map((one) => one.to)),
    };
    this.parts = [...this.parts.filter((one) => !touching.includes(one)), joined].sort(
      (a, b) => a.from - b.from,
    );
    return true;
  }

  get isWhole(): boolean {
    const [only] = this.parts;
    return only !== undefined && only.from === 0 && only.to === this.length;
  }
}
