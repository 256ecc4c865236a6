/**
 * What a user who is not root needs in sudoers: all that is sent goes to one program, `sh`, which reads it from its
 * input. Who may set up network namespaces is root in all but name, so a longer list of programs would guard nothing.
 */
export function sudoersLine(user: string): string {
  return `${user} ALL=(root) NOPASSWD: /bin/sh`;
}

/** For a shell of root on the host: the line in a file of its own, of the mode that sudo wants, and sudo's own check of it. */
export function sudoersCommand(user: string): string {
  return `echo '${sudoersLine(user)}' | install -m 0440 /dev/stdin /etc/sudoers.d/overlane && visudo -c`;
}
