import { bytesText } from '../model/bytes-text';
import type { SavedCaptureLimits } from './capture-limits';

/** What saved captures take of what they may take, by owner. */
export class Quota {
  private readonly used = new Map<string, number>();
  private all = 0;

  constructor(public limits: SavedCaptureLimits) {}

  /** Takes this many bytes, or says why there is no room for them and takes none. */
  take(owner: string, bytes: number): string | null {
    const { totalBytes, userBytes } = this.limits;
    const mine = this.of(owner);
    if (this.all + bytes > totalBytes) {
      return `Saved captures fill the ${bytesText(totalBytes)} that they may take together: delete one, or wait until one expires.`;
    }
    if (mine + bytes > userBytes) {
      return `Your saved captures fill the ${bytesText(userBytes)} that one user may take: delete one, or wait until one expires.`;
    }
    this.used.set(owner, mine + bytes);
    this.all += bytes;
    return null;
  }

  /** Takes them whatever the limits are: they are on the disk already. */
  count(owner: string, bytes: number): void {
    this.used.set(owner, this.of(owner) + bytes);
    this.all += bytes;
  }

  giveBack(owner: string, bytes: number): void {
    this.count(owner, -bytes);
  }

  of(owner: string): number {
    return this.used.get(owner) ?? 0;
  }

  get total(): number {
    return this.all;
  }
}
