/**
 * The one place where text becomes part of a program for a POSIX shell. Inside single quotes a POSIX shell takes
 * every byte as it is (XCU 2.2.2), so only the quote itself needs care. A host's login shell (fish, csh) reads other
 * rules: nothing quoted here ever passes through it, see `constantCommand`.
 */
export function quoteWord(text: string): string {
  if (text.includes('\0')) {
    throw new TypeError('a word for a shell cannot hold a NUL byte');
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function quoteArgv(argv: readonly string[]): string {
  if (argv.length === 0) {
    throw new TypeError('a command needs at least its program');
  }
  return argv.map(quoteWord).join(' ');
}

/** Words that no shell reads as anything else. A first word with an equals sign would be an assignment. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-]+$/;

/** A command as a person types it: only what needs quotes has them. */
export function typedCommand(argv: readonly string[]): string {
  if (argv.length === 0) throw new TypeError('a command needs at least its program');
  return argv.map((word) => (PLAIN.test(word) ? word : quoteWord(word))).join(' ');
}

/**
 * The command line for `sh -c PROGRAM` that every login shell reads alike: fish gives the backslash a meaning inside
 * single quotes, csh the exclamation mark, and csh and tcsh refuse a newline there.
 * @throws TypeError where the program holds one of these
 */
export function constantCommand(program: string): string {
  if (/['\\!\n\r\0]/.test(program)) {
    throw new TypeError('login shells disagree about this program');
  }
  return `sh -c '${program}'`;
}
