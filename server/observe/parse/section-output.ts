import { ReadError } from './read-error';

/** What one section of a read printed; the same shape as the runner's SectionOutput. */
export type ReadOutput = { name: string; code: number; stdout: string; stderr: string };

export const SECTION = {
  links: 'read:links',
  addresses: 'read:addresses',
  fdb: 'read:fdb',
  kernel: 'read:kernel',
  forwarding6: 'read:forwarding6',
} as const;

/** Of a read of what was touched. */
export const TOUCHED = {
  links: 'read:touched-links',
  fdb: 'read:touched-fdb',
  namespaceList: 'read:namespace-list',
} as const;

/** Section names travel in the frame of a job's output, so only plain characters of a namespace's name stay as they are. */
export function namespaceSection(namespace: string): string {
  const plain = Array.from(new TextEncoder().encode(namespace), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  });
  return `read:namespace:${plain.join('')}`;
}

export function findOutput(outputs: readonly ReadOutput[], section: string): ReadOutput {
  const output = outputs.find((candidate) => candidate.name === section);
  if (!output) throw new ReadError('missing', section, 'the read ended before this part of it ran');
  return output;
}

/** The standard output of a section that must have ended well. */
export function goodOutput(outputs: readonly ReadOutput[], section: string): string {
  const output = findOutput(outputs, section);
  if (output.code !== 0) {
    const reason = firstLine(output.stderr);
    throw new ReadError('command-failed', section, reason || `the command ended with status ${output.code}`);
  }
  return output.stdout;
}

export function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}
