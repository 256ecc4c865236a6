import { quoteWord } from './quote';

/** On the host, in memory: gone with a reboot, as all that it guards is. Root's alone. */
export const FENCE_FOLDER = '/run/overlane';

/** Seconds to wait for another writer's job to end. */
const PATIENCE = 10;

/** Who writes, so that the host itself can turn away whoever is not the latest. */
export type Fence = {
  fabric: string;
  /** Raised by each start of a controller on the fabric's database, so a later controller has a greater one. */
  epoch: number;
  /** Of the intent that is brought to the host. */
  revision: number;
  /** true: somebody wants it although the host has a later revision than this database knows. */
  overrules?: boolean;
  /** For people: which controller it is. Letters, digits and `. _ : @ -`. */
  writer: string;
};

/**
 * older-database: an earlier controller wrote a later revision than this one knows, as after a backup was restored.
 * busy: another writer's job did not end in time. unwritable: /run cannot be written to.
 */
export type FenceRefusal =
  | { why: 'other-installation' | 'superseded' | 'older-revision' | 'older-database'; holder: Fence }
  | { why: 'busy' | 'unwritable' };

export function fenceLine({ fabric, epoch, revision, writer }: Fence): string {
  return `${fabric} ${epoch} ${revision} ${writer}`;
}

/** What a host's fence says; null: nothing that we wrote. */
export function parseFenceLine(text: string): Fence | null {
  const match = /^([a-z0-9]{1,32}) (\d{1,16}) (\d{1,10}) ([A-Za-z0-9._:@-]{1,100})$/.exec(text.trim());
  if (!match) return null;
  const [, fabric = '', epoch, revision, writer = ''] = match;
  return { fabric, epoch: Number(epoch), revision: Number(revision), writer };
}

/** What the host's shell decides as well: an older controller writes nothing, and neither does an older revision. */
export function fenceRefusal(held: Fence | null, mine: Fence): FenceRefusal | null {
  if (!held) return null;
  if (held.fabric !== mine.fabric) return { why: 'other-installation', holder: held };
  if (held.epoch > mine.epoch) return { why: 'superseded', holder: held };
  if (held.epoch === mine.epoch && held.revision > mine.revision) {
    return { why: 'older-revision', holder: held };
  }
  if (held.revision > mine.revision && !mine.overrules) return { why: 'older-database', holder: held };
  return null;
}

/** Characters that a shell, a file of one line and a person can all take. */
export function writerName(text: string): string {
  return text.replace(/[^A-Za-z0-9._:@-]/g, '-').slice(0, 100) || 'unnamed';
}

/**
 * Lines that define `ovl_fence`: it takes the lock, which is held until the shell and all that it started have ended,
 * and looks who wrote last. On success the host knows us as its writer; else `ovl_fenced` says why not. A host without
 * flock(1) has the comparison alone.
 * @throws TypeError where a word is not of its kind
 */
export function fenceLines(fence: Fence, folder = FENCE_FOLDER): string[] {
  const line = fenceLine(fence);
  if (!parseFenceLine(line)) throw new TypeError(`${JSON.stringify(line)} is no line of a fence`);
  const [at, lock, file] = [folder, `${folder}/lock`, `${folder}/writer`].map(quoteWord);
  const { fabric, epoch, revision, overrules = false } = fence;
  return [
    'ovl_fence() {',
    'ovl_fenced="unwritable"',
    // A redirection that fails ends the shell where it is that of a special builtin, so it is tried first.
    `[ -d ${at} ] || mkdir -m 0700 ${at} 2>/dev/null || [ -d ${at} ] || return 1`,
    `true 2>/dev/null >>${lock} || return 1`,
    `exec 9>>${lock}`,
    'ovl_fenced=busy',
    // The flock of busybox knows no -w.
    `if command -v flock >/dev/null 2>&1; then flock -n 9 2>/dev/null || flock -w ${PATIENCE} 9 2>/dev/null || return 1; fi`,
    'ovl_fenced= ovl_held= ovl_f= ovl_e= ovl_r= ovl_w=',
    `if [ -f ${file} ]; then IFS= read -r ovl_held <${file}; IFS=' ' read -r ovl_f ovl_e ovl_r ovl_w <${file}; fi`,
    // What is cut or not ours says nothing.
    'case "$ovl_e" in *[!0-9]*) ovl_f=;; esac; case "$ovl_r" in *[!0-9]*) ovl_f=;; esac',
    '[ -n "$ovl_w" ] && [ -n "$ovl_e" ] && [ -n "$ovl_r" ] || ovl_f=',
    'if [ -n "$ovl_f" ]; then',
    `if [ "$ovl_f" != ${fabric} ]; then ovl_fenced="other-installation $ovl_held"`,
    `elif [ "$ovl_e" -gt ${epoch} ]; then ovl_fenced="superseded $ovl_held"`,
    `elif [ "$ovl_e" -eq ${epoch} ] && [ "$ovl_r" -gt ${revision} ]; then ovl_fenced="older-revision $ovl_held"`,
    ...(overrules ? [] : [`elif [ "$ovl_r" -gt ${revision} ]; then ovl_fenced="older-database $ovl_held"`]),
    'fi',
    'fi',
    '[ -z "$ovl_fenced" ] || return 1',
    `[ "$ovl_held" = ${quoteWord(line)} ] || printf '%s\\n' ${quoteWord(line)} 2>/dev/null >${file} || { ovl_fenced=unwritable; return 1; }`,
    '}',
  ];
}

/** What `ovl_fence` said. null: it is none of its words. */
export function parseFenceRefusal(words: string): FenceRefusal | null {
  const [why = '', ...rest] = words.trim().split(' ');
  if (why === 'busy' || why === 'unwritable') return { why };
  const holder = parseFenceLine(rest.join(' '));
  if (!holder) return null;
  return isOfHolder(why) ? { why, holder } : null;
}

const OF_HOLDER = ['other-installation', 'superseded', 'older-revision', 'older-database'] as const;

function isOfHolder(why: string): why is (typeof OF_HOLDER)[number] {
  return OF_HOLDER.some((one) => one === why);
}

/** The refusal for a person: who writes there, and what would be right. */
export function fenceSentence(refusal: FenceRefusal): { sentence: string; remedy: string } {
  switch (refusal.why) {
    case 'other-installation':
      return {
        sentence: `another installation of Overlane writes on this host: fabric ${refusal.holder.fabric}, ${refusal.holder.writer}; nothing was changed`,
        remedy: `remove the host there; if that installation is gone for good, run on the host: rm ${FENCE_FOLDER}/writer`,
      };
    case 'superseded':
      return {
        sentence: `a later controller of this fabric writes on this host: ${refusal.holder.writer}, at revision ${refusal.holder.revision}; nothing was changed`,
        remedy: 'end this controller, or end the other one and start this one again',
      };
    case 'older-database':
      return {
        sentence: `revision ${refusal.holder.revision} was written to this host, and the database here knows an earlier one alone: nothing was changed`,
        remedy: 'it is compared with what runs there, and asks where much would be deleted',
      };
    case 'older-revision':
      return {
        sentence: `revision ${refusal.holder.revision} was written to this host already: nothing was changed`,
        remedy: 'it is compared again by itself',
      };
    case 'busy':
      return {
        sentence: `another job holds ${FENCE_FOLDER}/lock on this host since more than ${PATIENCE} s: nothing was changed`,
        remedy: 'it is tried again by itself; `fuser /run/overlane/lock` on the host tells who holds it',
      };
    case 'unwritable':
      return {
        sentence: `${FENCE_FOLDER} cannot be written on this host: nothing was changed`,
        remedy: 'see on the host whether /run is full or read-only',
      };
  }
}
