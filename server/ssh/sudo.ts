import { sudoersLine } from '../model/sudoers';

/** Why `sudo -n` did not run our command, or null where its words are not known. Words of sudo 1.8 and 1.9. */
export function sudoTrouble(stderr: string): string | null {
  if (/a (password|terminal) is required|must have a tty|no tty present/.test(stderr)) {
    return `sudo asks for a password. ${REMEDY}`;
  }
  if (/not in the sudoers file|is not allowed to|may not run sudo/.test(stderr)) {
    return `sudo does not allow it to this user. ${REMEDY}`;
  }
  if (/sudo.*(not found|No such file|Unknown command)/i.test(stderr)) {
    return 'The user is not root and there is no sudo on the host. Install sudo, or log in as root.';
  }
  return /^sudo: /m.test(stderr) ? `sudo refused: ${stderr.match(/^sudo: (.*)$/m)?.[1] ?? ''}` : null;
}

const REMEDY = `Add the line "${sudoersLine('USER')}" with the name of the user to its sudoers (visudo).`;
