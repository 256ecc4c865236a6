import { sudoersCommand, sudoersLine } from '../../model/sudoers';
import type { Client } from '../client';
import { Failure } from '../failure';
import { look } from '../live';

/** The line that a user who is not root needs on a host, and what trying it came to. */
export async function hostSudoers(
  client: Client,
  name: string,
): Promise<{ data: unknown; text: string; bad?: boolean }> {
  const { intent, hosts } = await look(client);
  const host = intent.hosts.find((one) => one.name === name);
  if (!host) throw new Failure('no-host', `there is no host ${name}`);
  const live = hosts.get(host.id);
  const rights = live?.state === 'ready' ? (live.capabilities?.rights ?? null) : null;
  const line = host.user === 'root' ? null : sudoersLine(host.user);
  const data = { host: name, user: host.user, line, state: live?.state ?? 'connecting', rights };
  if (line === null) return { data, text: `Overlane is root on ${name}: nothing is needed in sudoers` };
  const tried =
    rights === 'sudo'
      ? 'Tried: sudo -n runs it there.'
      : `Tried: ${live?.reason?.sentence ?? 'not yet, as the host is not connected'}`;
  const text = [line, '', 'As root on the host:', `  ${sudoersCommand(host.user)}`, '', tried].join('\n');
  return { data, text, bad: rights !== 'sudo' };
}
