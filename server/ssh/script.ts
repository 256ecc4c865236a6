import { randomBytes } from 'node:crypto';
import { fenceLines } from './fence';
import { CUT_DELIVERY, markFunctions } from './framing';
import { constantCommand, quoteArgv, quoteWord } from './quote';
import type { Job } from './runner';

/** `sudo`: every job and stream runs through `sudo -n`. */
export type Rights = 'root' | 'sudo';

export type Script = { command: string; stdin: string };

/** 128 bits: nothing on a host can know or guess it, so nothing can forge a mark. */
export function newNonce(): string {
  return randomBytes(16).toString('hex');
}

const WHOLE_OR_NOTHING = `case "$s" in "$n "*" end-$n") eval "\${s#* }";; *) exit ${CUT_DELIVERY};; esac`;

/**
 * Reads its input to the end, and runs it only if it begins with a nonce and ends with `end-` and the same nonce:
 * what was cut on its way never runs. As `eval` stays in the process, no argument length limit applies.
 */
const JOB_PROGRAM = `s=$(cat); n=\${s%% *}; ${WHOLE_OR_NOTHING}`;

/** The same for one line, after which the input stays open. */
const LINE_PROGRAM = `IFS= read -r s; n=\${s%% *}; ${WHOLE_OR_NOTHING}`;

function underRights(program: string, rights: Rights): string {
  const command = constantCommand(program);
  return rights === 'sudo' ? `sudo -n -- ${command}` : command;
}

/** SHELLOPTS and a host's profile may have switched options on; a PATH without sbin hides `ip` from ordinary users. */
export const CALM_SHELL = [
  'set +euvx',
  'LC_ALL=C',
  'PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"',
  'export LC_ALL PATH',
];

/** @throws TypeError where a section skips to none that follows it, or a word holds a NUL byte */
export function renderJob(job: Job, nonce: string, rights: Rights, fenceFolder?: string): Script {
  const lines = [...CALM_SHELL, markFunctions(nonce), 'ovl_skip='];
  if (job.fence) {
    lines.push(...fenceLines(job.fence, fenceFolder));
    lines.push('ovl_fence || { ovl_fenced_mark "$ovl_fenced"; ovl_skip=end; }');
  }
  for (const [index, section] of job.sections.entries()) {
    lines.push(`if [ -z "$ovl_skip" ] || [ "$ovl_skip" = ${index} ]; then ovl_skip=; ovl_begin ${index}`);
    const command = quoteArgv(section.argv);
    // A pipe and not a here-document: bash keeps large ones in a file, and a host's disk may be full.
    lines.push(
      section.input === undefined
        ? `${command} </dev/null`
        : `printf %s ${quoteWord(section.input)} 2>/dev/null | ${command}`,
    );
    lines.push('ovl_code=$?', `ovl_end ${index} $ovl_code`);
    const after = afterFailure(job, index);
    if (after !== null) lines.push(`[ $ovl_code -eq 0 ] || ovl_skip=${after}`);
    lines.push('fi');
  }
  lines.push('ovl_done', 'exit 0');
  return {
    command: underRights(JOB_PROGRAM, rights),
    stdin: `${nonce} ${lines.join('\n')}\n# end-${nonce}`,
  };
}

function afterFailure(job: Job, index: number): string | null {
  const policy = job.sections[index]?.onFailure;
  if (policy === undefined || policy === 'continue') return null;
  if (policy === 'stop') return 'end';
  const target = job.sections.findIndex(({ name }, i) => i > index && name === policy.skipTo);
  if (target < 0) throw new TypeError(`no section "${policy.skipTo}" follows`);
  return String(target);
}

/** Seconds between two signs of life that the controller sends while a stream runs, where nothing else is asked for. */
export const STREAM_BEAT = 1;
/** So many that do not come end a command; the timer sleeps from one to the next, so it may take one more. */
const SILENCE = 3;

/**
 * One long-lived command that cannot be left behind. It ends when the input ends (the channel was closed, or the
 * connection was), when no sign of life came for a while (the connection went without a word, which sshd notices
 * only after hours), or after its time. Closing a channel or an SSH signal alone do not end every command.
 * @param limitMs milliseconds, rounded up to whole beats
 * @param beat seconds
 * @throws TypeError where a word holds a newline or NUL byte
 */
export function renderStream(
  argv: readonly string[],
  limitMs: number,
  nonce: string,
  rights: Rights,
  beat = STREAM_BEAT,
): Script {
  if (argv.some((word) => /[\n\r]/.test(word))) {
    throw new TypeError('a streamed command is one line');
  }
  const beats = Math.max(1, Math.ceil(limitMs / 1000 / beat));
  const end = 'kill $p; sleep 1; kill -9 $p';
  const counting = `m=0; i=${beats}; trap 'm=0' USR1; while [ $m -lt ${SILENCE} ] && [ $i -gt 0 ]; do m=$((m+1)); i=$((i-1)); sleep ${beat}; done`;
  const parts = [
    ...CALM_SHELL,
    'exec 3<&0',
    // Children begin with it ignored: a sign of life must not end a timer that does not count yet.
    "trap '' USR1",
    `printf '\\n%s begin 0\\n' ${nonce}`,
    `printf '\\n%s begin 0\\n' ${nonce} >&2`,
    `(trap - USR1; exec ${quoteArgv(argv)}) </dev/null 3<&- & p=$!`,
    `(${counting}; ${end}) </dev/null >/dev/null 2>&1 3<&- & t=$!`,
    `(while read -r x && kill -USR1 $t; do :; done; ${end}) <&3 >/dev/null 2>&1 3<&- & r=$!`,
    'exec 3<&-',
    'wait $p 2>/dev/null; c=$?',
    'kill $t $r 2>/dev/null',
    'exit $c',
  ];
  return {
    command: underRights(LINE_PROGRAM, rights),
    stdin: `${nonce} ${parts.join('; ')} # end-${nonce}\n`,
  };
}
