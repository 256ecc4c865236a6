import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on every architecture: ticks a second in /proc (proc(5), _SC_CLK_TCK). */
const TICKS = 100;

/** Milliseconds of CPU that ssh clients took which this process has started: those that ended, and shared ones that run. */
export function sshCpuMs(sockets: string): number {
  const fields = statOf('self');
  // cutime, cstime: children that were waited for.
  let ticks = Number(fields[13]) + Number(fields[14]);
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // A shared connection's process calls itself `ssh: SOCKET [mux]`.
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(sockets)) continue;
      const own = statOf(pid);
      ticks += Number(own[11]) + Number(own[12]);
    } catch {
      // It ended meanwhile, and counts among the children.
    }
  }
  return (ticks * 1000) / TICKS;
}

/** What stands behind the name of the command, which may hold blanks: state, ppid … from the third field on. */
function statOf(pid: string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
