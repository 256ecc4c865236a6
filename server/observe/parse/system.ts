/** What /etc/os-release says (os-release(5)). */
export type System = {
  /** PRETTY_NAME. */
  name: string;
  /** ID and ID_LIKE. */
  ids: string[];
};

export function parseOsRelease(text: string): System {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(.*)$/.exec(line.trim());
    if (match?.[1]) fields.set(match[1], unquoted(match[2] ?? ''));
  }
  const ids = `${fields.get('ID') ?? ''} ${fields.get('ID_LIKE') ?? ''}`.split(/\s+/).filter(Boolean);
  return { name: fields.get('PRETTY_NAME') || fields.get('NAME') || 'Linux', ids };
}

function unquoted(value: string): string {
  const inner = /^"(.*)"$|^'(.*)'$/.exec(value);
  return (inner?.[1] ?? inner?.[2] ?? value).replace(/\\(["$`\\])/g, '$1');
}

const TOOLS = ['iproute2', 'tcpdump', 'ping'] as const;
export type Tool = (typeof TOOLS)[number];

type Manager = { ids: string[]; install: string; packages: Record<Tool, string> };

const MANAGERS: Manager[] = [
  {
    ids: ['debian', 'ubuntu'],
    install: 'apt-get install -y',
    packages: { iproute2: 'iproute2', tcpdump: 'tcpdump', ping: 'iputils-ping' },
  },
  {
    ids: ['fedora', 'rhel', 'centos'],
    install: 'dnf install -y',
    packages: { iproute2: 'iproute', tcpdump: 'tcpdump', ping: 'iputils' },
  },
  {
    ids: ['suse', 'opensuse'],
    install: 'zypper install -y',
    packages: { iproute2: 'iproute2', tcpdump: 'tcpdump', ping: 'iputils' },
  },
  {
    ids: ['arch'],
    install: 'pacman -S --noconfirm',
    packages: { iproute2: 'iproute2', tcpdump: 'tcpdump', ping: 'iputils' },
  },
  {
    ids: ['alpine'],
    install: 'apk add',
    packages: { iproute2: 'iproute2', tcpdump: 'tcpdump', ping: 'iputils-ping' },
  },
];

/** The line that installs a tool there, or null where we do not know the system's packages. */
export function installLine(system: System, tool: Tool): string | null {
  const manager = MANAGERS.find(({ ids }) => ids.some((id) => system.ids.includes(id)));
  return manager ? `${manager.install} ${manager.packages[tool]}` : null;
}
