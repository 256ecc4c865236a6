import { badNamespaceName } from '../model/device-name';
import { LINK_GROUP } from '../model/owner';
import type { Batch, Plan, Step } from '../plan/plan';
import { FENCE_FOLDER } from '../ssh/fence';
import { quoteWord } from '../ssh/quote';
import { CALM_SHELL } from '../ssh/script';
import { BatchWordError, batchLine, batchWord } from './batch-line';

export type UndoFile = {
  /** Names its folder: letters, digits and hyphens. */
  id: string;
  fabric: string;
  revision: number;
  plan: Plan;
};

export function undoFolder(id: string): string {
  if (!/^[a-z0-9-]{1,60}$/.test(id)) throw new TypeError(`${JSON.stringify(id)} is no name of an undo`);
  return `${FENCE_FOLDER}/undo.${id}`;
}

/**
 * A program for `sh` that takes a run back with nothing but iproute2, whatever of it was done: each line that fails is
 * followed by the next, and a device or namespace is touched only while it carries our mark. Its verbs:
 * `arm SECONDS` starts a timer that outlives the login; `off` calls it off and says `off` or `undone`, in a job that holds
 * the fence; `now` undoes at once, for whoever stands before the host.
 * @throws BatchWordError before anything is sent, where the plan holds a word that no batch may hold
 */
export function undoFile({ id, fabric, revision, plan }: UndoFile): string {
  const folder = quoteWord(undoFolder(id));
  const unit = quoteWord(`overlane-undo-${id}`);
  return [
    '#!/bin/sh',
    `# Overlane (fabric ${fabric}): undoes revision ${revision} here, unless it is called off. It goes with a reboot.`,
    ...CALM_SHELL,
    `d=${folder} made=`,
    // What was made a moment ago has our group and no mark yet.
    'own() {',
    'if [ -n "$1" ]; then l=$(ip -n "$1" -o link show dev "$2" 2>/dev/null); else l=$(ip -o link show dev "$2" 2>/dev/null); fi',
    `case "$l" in *"alias overlane:${fabric}:"*) return 0;; *"alias "*) return 1;; *" group ${LINK_GROUP} "*) return 0;; esac`,
    'return 1; }',
    'inside() { case "$made" in *"|$1|"*) return 0;; esac; own "$1" lo; }',
    'undo() {',
    ...plan.batches.flatMap(batchLines),
    // Written last: what was cut in the middle is not undone.
    'echo undone >"$d/undone"; }',
    'case "$1" in',
    'arm)',
    `if [ -d /run/systemd/system ] && systemd-run --collect --quiet --unit=${unit} sh "$d/undo" wait "$2" </dev/null >/dev/null 2>&1 9>&-; then :`,
    // Without the lock of the job that starts it: it takes the lock itself when its time comes.
    'elif command -v setsid >/dev/null 2>&1; then setsid sh "$d/undo" wait "$2" </dev/null >/dev/null 2>&1 9>&- & echo $! >"$d/pid"',
    'else (trap "" HUP; exec sh "$d/undo" wait "$2") </dev/null >/dev/null 2>&1 9>&- & echo $! >"$d/pid"; fi',
    'echo armed;;',
    'wait)',
    `trap 'kill "$s" 2>/dev/null; exit 0' TERM`,
    'sleep "$2" & s=$!',
    'wait "$s"',
    "trap '' TERM",
    `exec 9>>${quoteWord(`${FENCE_FOLDER}/lock`)}`,
    'if command -v flock >/dev/null 2>&1; then flock 9; fi',
    // Called off while it waited for the lock.
    '[ -f "$d/undo" ] || exit 0',
    '[ -f "$d/undone" ] || undo;;',
    'now) [ -f "$d/undone" ] || undo;;',
    'off)',
    'a=off; [ ! -f "$d/undone" ] || a=undone',
    '[ ! -f "$d/pid" ] || kill "$(cat "$d/pid")" 2>/dev/null',
    `[ ! -d /run/systemd/system ] || systemctl stop ${unit} >/dev/null 2>&1`,
    'rm -rf "$d"',
    'echo "$a";;',
    'esac',
    'exit 0',
    '',
  ].join('\n');
}

function batchLines(batch: Batch): string[] {
  const { tool, namespace } = batch;
  if (namespace !== null && badNamespaceName(namespace) !== null) throw new BatchWordError(namespace);
  if (tool === 'sysctl') {
    const settings = batch.steps.map(({ line }) => batchLine(line)).join(' ');
    return [`inside ${namespace} && ip netns exec ${namespace} sysctl -qw ${settings}`];
  }
  return groups(batch.steps).flatMap(({ subject, steps }) => groupLines(batch, subject, steps));
}

/** One device, or one namespace: what stands together is one process. */
function groupLines({ tool, namespace }: Batch, subject: string, steps: readonly Step[]): string[] {
  const [first] = steps;
  const [object, verb = ''] = first?.line ?? [];
  const lines = steps.map(({ line }) => batchLine(line));
  if (object === 'netns') return lines.map((line) => namespaceLine(verb, subject, line));
  const where = namespace === null ? '' : ` -n ${namespace}`;
  const guard = namespace === null ? `own '' ${batchWord(subject)}` : `inside ${namespace}`;
  const made = object === 'link' && verb === 'add' ? lines.slice(0, 1) : [];
  const rest = lines.slice(made.length);
  return [
    ...made.map((line) => `ip${where} ${line}`),
    ...(rest.length === 0 ? [] : [`${guard} && ${tool}${where} -force -batch - <<'END'`, ...rest, 'END']),
  ];
}

function namespaceLine(verb: string, name: string, line: string): string {
  if (badNamespaceName(name) !== null) throw new BatchWordError(name);
  return verb === 'add' ? `ip ${line} && made="$made|${name}|"` : `inside ${name} && ip ${line}`;
}

function groups(steps: readonly Step[]): { subject: string; steps: Step[] }[] {
  const found: { subject: string; steps: Step[] }[] = [];
  for (const step of steps) {
    const subject = subjectOf(step.line);
    const last = found.at(-1);
    const begins = step.line[1] === 'add' && step.line[0] !== 'addr';
    if (last?.subject === subject && !begins) last.steps.push(step);
    else found.push({ subject, steps: [step] });
  }
  return found;
}

/** What a line acts on. An `alias` may say anything, so only the words before it count. */
function subjectOf(line: readonly string[]): string {
  const [object, verb] = line;
  if (object === 'netns') return line[2] ?? '';
  const key = object === 'link' && verb === 'add' ? 'name' : 'dev';
  return line[line.indexOf(key) + 1] ?? '';
}
