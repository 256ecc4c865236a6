import { execInHost } from '../../lab/lab';

/** What a person sees who sits at a lab host. @param stateDir folder of the lab's state */
export function onHosts(stateDir: () => string) {
  const at = (host: string) => ({ stateDir: stateDir(), host });
  return {
    at,

    /** What a command prints there. @throws Error where it fails */
    async on(host: string, ...argv: string[]): Promise<string> {
      const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
      if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
      return stdout;
    },

    /** Whether an address answers inside the namespace of microsoft. */
    async answers(host: string, address: string): Promise<boolean> {
      const ping = ['ping', '-n', '-c', '3', '-i', '0.1', '-W', '1', address];
      const argv = ['ip', 'netns', 'exec', 'microsoft', ...ping];
      return (await execInHost({ ...at(host), argv })).status === 0;
    },
  };
}
