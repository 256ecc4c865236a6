/** Figures of one thing over several rounds, in milliseconds. */
export type Spread = { least: number; median: number; most: number };

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { least: sorted[0] ?? 0, median, most: sorted.at(-1) ?? 0 };
}

/** `123 (110–140)` */
export function figures({ least, median, most }: Spread): string {
  return `${median.toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
}

/** Of medians, and of the rounds' own ratios: pairs of one round share the machine's mood. */
export function ratio(a: readonly number[], b: readonly number[]): string {
  const pairs = a.map((value, index) => value / (b[index] ?? Number.NaN));
  const { least, median, most } = spread(pairs);
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

/** The value that 95 of 100 do not exceed (nearest rank). */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN;
}
