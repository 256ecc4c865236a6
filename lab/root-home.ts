import { readFileSync } from 'node:fs';

/** Root's home directory, whoever runs this. In a host it is empty, so no login script of the machine runs there. */
export function homeOfRoot(): string {
  const root = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('root:'));
  return root?.split(':')[5] || '/root';
}
