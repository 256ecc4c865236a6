import type { Distribution } from '../../controller/face';

/** One figure with what it is of. */
export type Sample = { labels?: Readonly<Record<string, string>>; value: number };

export type Family = { name: string; help: string } & (
  | { type: 'gauge' | 'counter'; samples: readonly Sample[] }
  | { type: 'histogram'; of: Distribution }
);

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus's text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export function exposition(families: readonly Family[]): string {
  return families.map(renderFamily).join('');
}

function renderFamily(family: Family): string {
  const { name, help, type } = family;
  const lines =
    family.type === 'histogram' ? histogramLines(name, family.of) : sampleLines(name, family.samples);
  return [`# HELP ${name} ${escapedHelp(help)}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function sampleLines(name: string, samples: readonly Sample[]): string[] {
  return samples.map(({ labels, value }) => `${name}${renderLabels(labels)} ${renderValue(value)}`);
}

/** Buckets count all that lay up to their bound, those of smaller bounds included. */
function histogramLines(name: string, { bounds, counts, sum }: Distribution): string[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    const bound = bounds[index];
    return `${name}_bucket${renderLabels({ le: bound === undefined ? '+Inf' : renderValue(bound) })} ${total}`;
  });
  return [...buckets, `${name}_sum ${renderValue(sum)}`, `${name}_count ${total}`];
}

function renderLabels(labels: Sample['labels']): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapedLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function renderValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}

const escapedHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapedLabel = (text: string) => escapedHelp(text).replaceAll('"', '\\"');
