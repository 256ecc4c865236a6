import type { Forwarding } from '../observed';
import { ReadError } from './read-error';
import { findOutput, firstLine, goodOutput, type ReadOutput, SECTION } from './section-output';

const KERNEL = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n(\d+)\n$/;

/** Boot id and forwarding of the host's own namespace, from files under /proc/sys. @throws ReadError */
export function parseKernel(outputs: readonly ReadOutput[]): { bootId: string; forwarding: Forwarding } {
  const stdout = goodOutput(outputs, SECTION.kernel);
  const match = KERNEL.exec(stdout);
  if (!match?.[1] || !match[2]) {
    const code = stdout.split('\n').length < 3 ? 'truncated' : 'malformed';
    throw new ReadError(code, SECTION.kernel, 'the boot id and ip_forward could not be read');
  }
  return { bootId: match[1], forwarding: { ipv4: match[2] !== '0', ipv6: parseForwarding6(outputs) } };
}

function parseForwarding6(outputs: readonly ReadOutput[]): boolean {
  const output = findOutput(outputs, SECTION.forwarding6);
  // A kernel without IPv6, or started with ipv6.disable=1, has no such file.
  if (output.code === 1 && output.stdout === '' && output.stderr.includes('No such file')) return false;
  const stdout = goodOutput(outputs, SECTION.forwarding6);
  if (!/^\d+\n$/.test(stdout)) {
    const code = stdout.includes('\n') ? 'malformed' : 'truncated';
    throw new ReadError(code, SECTION.forwarding6, `IPv6 forwarding reads "${firstLine(stdout)}"`);
  }
  return stdout !== '0\n';
}
