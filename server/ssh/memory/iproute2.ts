import { address, type MemoryKernel } from './kernel';
import { EINVAL, type FdbRow, type Namespace, Refused } from './state';

/** Runs one line of `ip` that changes something. @throws Refused */
export function ipLine(kernel: MemoryKernel, namespace: Namespace, words: readonly string[]): void {
  const [object, verb, ...rest] = words;
  const name = `${object} ${verb}`;
  if (name === 'netns add') kernel.addNamespace(one(rest));
  else if (name === 'netns del') kernel.deleteNamespace(one(rest));
  else if (name === 'link add') addLink(kernel, namespace, rest);
  else if (name === 'link del') deleteLink(kernel, namespace, rest);
  else if (name === 'link set') setLink(kernel, namespace, rest);
  else if (object === 'addr' && (verb === 'add' || verb === 'replace' || verb === 'del')) {
    changeAddress(kernel, namespace, verb, rest);
  } else throw new Refused(`Object "${words.join(' ')}" is unknown, try "ip help".`);
}

/** Runs one line of `bridge` that changes something. @throws Refused */
export function bridgeLine(kernel: MemoryKernel, namespace: Namespace, words: readonly string[]): void {
  const [object, verb, mac, ...rest] = words;
  if (object !== 'fdb' || !mac || (verb !== 'append' && verb !== 'del')) {
    throw new Refused(`Object "${words.join(' ')}" is unknown, try "bridge help".`);
  }
  const options = pairs(rest);
  const link = kernel.link(namespace, options.take('dev') ?? '');
  const row: FdbRow = {
    mac,
    dst: options.take('dst'),
    via: options.take('via'),
    port: options.number('port'),
    vni: options.number('vni'),
    state: 'permanent',
  };
  options.end();
  if (verb === 'append') kernel.appendFdb(link, row);
  else kernel.deleteFdb(link, row);
}

function addLink(kernel: MemoryKernel, namespace: Namespace, words: readonly string[]): void {
  const at = words.indexOf('type');
  const kind = words[at + 1];
  const own = pairs(words.slice(0, at));
  const request = linkRequest(own);
  own.end();
  const rest = words.slice(at + 2);
  switch (kind) {
    case 'bridge': {
      const options = pairs(rest);
      // Nobody reads it back: without STP it only says how late the kernel announces a port once more.
      options.number('forward_delay');
      options.end();
      kernel.addBridge(namespace, request);
      return;
    }
    case 'vxlan': {
      const options = pairs(rest);
      const settings = {
        vni: options.number('id') ?? 0,
        local: options.take('local'),
        remote: options.take('remote'),
        device: options.take('dev'),
        port: options.number('dstport') ?? 8472,
      };
      options.end();
      kernel.addVxlan(namespace, request, settings);
      return;
    }
    case 'veth': {
      if (rest[0] !== 'peer') throw new Refused(EINVAL);
      const options = pairs(rest.slice(1));
      const name = options.take('netns');
      const peerNamespace = name === null ? namespace : kernel.names.get(name);
      if (!peerNamespace) throw new Refused(`Error: argument "${name}" is wrong: Invalid "netns" value`);
      const peer = linkRequest(options);
      options.end();
      kernel.addVeth(namespace, request, peerNamespace, peer);
      return;
    }
  }
  throw new Refused('RTNETLINK answers: Operation not supported');
}

function linkRequest(options: Options) {
  return {
    name: options.take('name') ?? '',
    mac: options.take('address'),
    mtu: options.number('mtu'),
    group: options.number('group') ?? 0,
  };
}

function deleteLink(kernel: MemoryKernel, namespace: Namespace, words: readonly string[]): void {
  const [what, value] = words;
  if (what === 'group') kernel.deleteGroup(namespace, Number(value));
  else if (what === 'dev' && value !== undefined) kernel.deleteLink(kernel.link(namespace, value));
  else throw new Refused('Not enough information.');
}

function setLink(kernel: MemoryKernel, namespace: Namespace, words: readonly string[]): void {
  const [keyword, name = '', ...settings] = words;
  if (keyword !== 'dev') throw new Refused('Not enough information: "dev" argument is required.');
  const link = kernel.link(namespace, name);
  if (settings[0] === 'type') {
    if (settings[1] !== 'vxlan' || settings[2] !== 'local') throw new Refused(EINVAL);
    kernel.setLocal(link, settings[3] ?? '');
    return;
  }
  // do_setlink: names and addresses first, flags after the master.
  let up: boolean | null = null;
  for (let i = 0; i < settings.length; i++) {
    const word = settings[i];
    const value = () => settings[++i] ?? '';
    if (word === 'up' || word === 'down') up = word === 'up';
    else if (word === 'alias') kernel.set(link, 'alias', value() || null);
    else if (word === 'group') kernel.set(link, 'group', Number(value()));
    else if (word === 'address') kernel.set(link, 'mac', value());
    else if (word === 'mtu') kernel.setMtu(link, Number(value()));
    else if (word === 'arp') kernel.set(link, 'noArp', value() === 'off');
    else if (word === 'addrgenmode') kernel.setAddrgenmode(link, value() === 'none' ? 'none' : 'eui64');
    else if (word === 'master') kernel.setMaster(link, kernel.link(namespace, value()));
    else if (word === 'nomaster') kernel.setMaster(link, null);
    else if (word === 'name') kernel.rename(link, value());
    else if (word === 'netns') kernel.moveTo(link, kernel.namespace(value()));
    else throw new Refused(`Error: either "dev" is duplicate, or "${word}" is a garbage.`);
  }
  if (up !== null) kernel.setUp(link, up);
}

function changeAddress(
  kernel: MemoryKernel,
  namespace: Namespace,
  verb: 'add' | 'replace' | 'del',
  words: readonly string[],
): void {
  const [prefix = '', ...rest] = words;
  const nodad = rest.includes('nodad');
  const options = pairs(rest.filter((word) => word !== 'nodad'));
  const link = kernel.link(namespace, options.take('dev') ?? '');
  options.end();
  const [text = '', length = ''] = prefix.split('/');
  if (verb === 'del') kernel.deleteAddress(link, text, Number(length));
  else kernel.addAddress(link, address(text, Number(length), 'global', nodad), verb === 'replace');
}

type Options = ReturnType<typeof pairs>;

/** `key value` pairs, each to be taken once; what is left over is an error, as in iproute2. */
function pairs(words: readonly string[]) {
  const left = new Map<string, string>();
  for (let i = 0; i < words.length; i += 2) left.set(words[i] ?? '', words[i + 1] ?? '');
  return {
    take(key: string): string | null {
      const value = left.get(key) ?? null;
      left.delete(key);
      return value;
    },
    number(key: string): number | null {
      const value = this.take(key);
      return value === null ? null : Number(value);
    },
    end(): void {
      const [first] = left.keys();
      if (first !== undefined)
        throw new Refused(`Error: either "dev" is duplicate, or "${first}" is a garbage.`);
    },
  };
}

function one(words: readonly string[]): string {
  if (words.length !== 1 || !words[0]) throw new Refused('exactly one name is needed');
  return words[0];
}
