import { type CellLook, type Range, shortTime } from './matrix-heat';

/** A colour of the theme, and how much of it lies on the surface, in percent. */
export function fillOf(look: CellLook): { color: string; percent: number } {
  switch (look.kind) {
    case 'asking':
      return { color: 'pending', percent: 25 };
    case 'failed':
      return { color: 'unknown', percent: 40 };
    case 'lost':
      return { color: 'failed', percent: 45 };
    case 'lossy':
      return { color: 'degraded', percent: 45 };
    case 'carried':
      // Slow is stronger, of one hue: red and amber are kept for loss.
      return { color: 'accent', percent: 12 + Math.round(look.heat * 38) };
  }
}

export function legend(range: Range): string {
  if (!range) return 'Mean round-trip time of each pair; each direction is a ping of its own.';
  return `Mean round-trip times from ${shortTime(range.least)} to ${shortTime(range.most)} ms; stronger is slower. Point at a cell for more.`;
}
