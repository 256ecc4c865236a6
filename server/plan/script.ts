import type { Batch, Plan } from './plan';

export type ScriptHost = { name: string };

/**
 * The plan as a POSIX shell script that an engineer could run by hand as root on the host. What Overlane itself
 * runs are the same lines in a few batches.
 */
export function renderScript(plan: Plan, host: ScriptHost): string {
  const head = [
    '#!/bin/sh',
    `# ${host.name}: what Overlane would do for revision ${plan.revision}. Run as root on ${host.name}.`,
    ...plan.refusals.map((refusal) => `# not done: ${oneLine(refusal.sentence)}`),
    'set -e',
  ];
  const body =
    plan.batches.length === 0
      ? ['# Nothing to do: the host is as desired.']
      : plan.batches.flatMap((batch) => ['', `# ${place(batch)}`, ...batchCommands(batch)]);
  return `${[...head, ...body].join('\n')}\n`;
}

/** The plan's commands, one a line, as they would be typed. */
export function renderCommands(plan: Plan): string[] {
  return plan.batches.flatMap(batchCommands);
}

function batchCommands(batch: Batch): string[] {
  const start = beginning(batch);
  return batch.steps.map((step) => [...start, ...step.line].map(shellWord).join(' '));
}

function beginning({ tool, namespace }: Batch): string[] {
  switch (tool) {
    case 'ip':
      return namespace === null ? ['ip'] : ['ip', '-n', namespace];
    case 'bridge':
      return namespace === null ? ['bridge'] : ['bridge', '-n', namespace];
    case 'sysctl':
      return namespace === null
        ? ['sysctl', '-q', '-w']
        : ['ip', 'netns', 'exec', namespace, 'sysctl', '-q', '-w'];
  }
}

function place({ tool, namespace }: Batch): string {
  if (tool === 'bridge') return 'flood lists';
  return namespace === null ? "the host's own namespace" : `namespace ${oneLine(namespace)}`;
}

/** Names and addresses are checked long before; what is not plain is quoted all the same. */
function shellWord(token: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(token) ? token : `'${token.replaceAll("'", "'\\''")}'`;
}

/** A sentence may quote what a host answered. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
