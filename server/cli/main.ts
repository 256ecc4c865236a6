import { join } from 'node:path';
import { TRPCClientError } from '@trpc/client';
import { Command, CommanderError } from 'commander';
import { runLabCommand } from '../../lab/command';
import { CAPTURE_BOUNDS } from '../model/capture';
import { connect, dataFolder, serverUrl } from './client';
import { type AdoptOptions, adopt } from './commands/adopt';
import { apply } from './commands/apply';
import { auditExport, auditVerify, auditVerifyFile } from './commands/audit';
import { backup, restore } from './commands/backup';
import { type CaptureOptions, capture } from './commands/capture';
import { type DriftOptions, drift } from './commands/drift';
import { exportFile } from './commands/export';
import { find } from './commands/find';
import { diff, history, undo } from './commands/history';
import { type HostOptions, hostAdd, hostConsent, hostList, hostRemove, hostTrust } from './commands/host';
import { hostSudoers } from './commands/host-sudoers';
import { type IsolationOptions, isolation } from './commands/isolation';
import { isolationVerify, type VerifyOptions } from './commands/isolation-verify';
import { keyDiscard, keyList, keyRenew, keyShow, keySwitch, keyTry } from './commands/key';
import { login, logout } from './commands/login';
import { type MatrixOptions, matrix, repeatMatrix } from './commands/matrix';
import { largestPacket, networkMtu } from './commands/mtu';
import { type PathOptions, path } from './commands/path';
import { type PingOptions, ping } from './commands/ping';
import { plan } from './commands/plan';
import { type SavedCapturesOptions, savedCaptures } from './commands/saved-captures';
import { status } from './commands/status';
import { type TokenOptions, tokenCreate, tokenList, tokenRevoke } from './commands/token';
import { type TraceOptions, trace } from './commands/trace';
import { watch } from './commands/watch';
import { Failure } from './failure';

/** bad: it was found, and it is not well; the status is 1. */
type Answer = { data: unknown; text: string; bad?: boolean };

/** @returns the exit status: 0 only for success, 1 also for an answer that is bad, 2 for words that make no command */
export async function main(argv: string[]): Promise<number> {
  // The lab has words of its own, and `lab exec` passes everything behind `--` on as it is.
  if (argv[0] === 'lab') return runLabCommand(argv.slice(1), { stateDir: join(dataFolder(), 'lab') });
  const json = argv.includes('--json');
  let status = 0;
  const program = commands(async (work, output = 'answer') => {
    const { data, text, bad = false } = await work();
    if (bad) status = 1;
    if (output === 'printed') return;
    if (json) console.log(JSON.stringify(data, null, 2));
    else if (text) console.log(text);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const failure = asFailure(error);
    if (json)
      console.log(
        JSON.stringify({
          error: { code: failure.code, sentence: failure.message, details: failure.details },
        }),
      );
    else
      console.error(
        [`overlane: ${failure.message}`, ...failure.details.map((line) => `  ${line}`)].join('\n'),
      );
    return 1;
  }
}

/** printed: the command has printed all by itself, as it came. */
type Output = 'answer' | 'printed';

function commands(run: (work: () => Promise<Answer>, output?: Output) => Promise<void>): Command {
  const program = new Command('overlane')
    .description(
      `Draws, builds, watches and explains VXLAN overlays: a client of the server at ${serverUrl()}`,
    )
    .option('--json', 'print JSON, errors too')
    .exitOverride()
    .showHelpAfterError();
  const command = (parent: Command, name: string, what: string) =>
    parent.command(name).description(what).option('--json', 'print JSON, errors too').exitOverride();

  command(program, 'status', 'each host and tenant: state, revision, age').action(() =>
    run(() => status(connect())),
  );
  command(program, 'plan', 'what applying a file would do, as the commands per host')
    .requiredOption('-f, --file <file>', 'the fabric file, - for standard input')
    .action((options: { file: string }) => run(() => plan(connect(), options.file)));
  command(program, 'apply', 'make the fabric equal to a file and wait until the hosts were read back')
    .requiredOption('-f, --file <file>', 'the fabric file, - for standard input')
    .option('--wait <seconds>', 'how long to wait for the hosts', '60')
    .action((options: { file: string; wait: string }) =>
      run(() => apply(connect(), options.file, seconds(options.wait) * 1000)),
    );
  command(program, 'adopt', 'what people built by hand, as a fabric file; and take it over as it is')
    .argument('[tenants...]', 'of these alone')
    .option('--yes', 'adopt it, and wait until the hosts were read back')
    .option('--wait <seconds>', 'how long to wait for the hosts', '60')
    .action((names: string[], options: { yes?: boolean; wait: string }) => {
      const adoptOptions: AdoptOptions = { names, yes: options.yes, limitMs: seconds(options.wait) * 1000 };
      return run(() => adopt(connect(), adoptOptions));
    });
  command(program, 'history', 'what was committed, by whom and when, the newest first')
    .option('-n, --limit <n>', 'how many, 1 to 200', '20')
    .action((options: { limit: string }) => run(() => history(connect(), options)));
  command(program, 'diff', 'what differs between two revisions, and who did what between them')
    .argument('<from>', 'a revision')
    .argument('[to]', 'a revision; the present one where it is left out')
    .action((from: string, to: string | undefined) => run(() => diff(connect(), from, to)));
  command(program, 'undo', 'what undoing a revision would do on each host; with --yes, undo it')
    .argument('<revision>')
    .option('--to', 'go back to how the fabric was at that revision')
    .option('--yes', 'do it, and wait until the hosts were read back')
    .option('--wait <seconds>', 'how long to wait for the hosts', '60')
    .action((revision: string, options: { to?: boolean; yes?: boolean; wait: string }) =>
      run(() => undo(connect(), revision, { ...options, limitMs: seconds(options.wait) * 1000 })),
    );
  command(program, 'export', 'the fabric as a file').action(() => run(() => exportFile(connect())));
  command(program, 'backup', 'everything of the data folder here in one file, while the product runs or not')
    .argument('<file>')
    .action((file: string) => run(() => backup(file)));
  command(program, 'restore', 'put a backup in the place of the data folder here; the product must not run')
    .argument('<file>')
    .action((file: string) => run(() => restore(file)));
  command(program, 'login-link', 'a new one-time sign-in link').action(() => run(() => loginLink()));

  command(program, 'login', 'sign in to a server with a token, which is asked for')
    .argument('[url]', 'such as https://overlane.example; by default the server on this machine')
    .option('--token [token]', 'the token; without a value it is read from standard input')
    .action((url: string | undefined, options: { token?: string | true }) =>
      run(() => login(url, options.token)),
    );
  command(program, 'logout', 'forget the server and the token that were signed in with').action(() =>
    run(() => logout()),
  );

  const token = program.command('token').description('tokens for programs').exitOverride();
  command(token, 'list', 'tokens with their role, end and last use').action(() =>
    run(() => tokenList(connect())),
  );
  command(token, 'create', 'make a token; it is printed once')
    .argument('<name>')
    .option('--role <role>', 'viewer, operator or admin', 'viewer')
    .option('--days <n>', 'how long it is good for, 1 to 365', '30')
    .option('--tenants <names>', 'with a comma between, the tenants that it is narrowed to')
    .action((name: string, options: TokenOptions) => run(() => tokenCreate(connect(), name, options)));
  command(token, 'revoke', 'end a token and what it has open')
    .argument('<name>', 'its name or id')
    .action((name: string) => run(() => tokenRevoke(connect(), name)));

  const audit = program.command('audit').description('the log of who did what').exitOverride();
  command(audit, 'verify', 'whether every row is as it was written; exit status 1 unless they are')
    .argument('[file]', 'an export, - for standard input; by default the log of the server')
    .action((file: string | undefined) =>
      run(() => (file === undefined ? auditVerify(connect()) : auditVerifyFile(file, connect))),
    );
  command(audit, 'export', 'the whole log as lines of JSON').action(() =>
    run(() => auditExport((text) => process.stdout.write(text)), 'printed'),
  );

  command(program, 'watch', 'what happens, a line each: changes, kernel events, drift, health')
    .option('--host <host>', 'of this host alone')
    .action((options: { host?: string }) =>
      run(() => watch(connect(), { ...options, json: process.argv.includes('--json') }), 'printed'),
    );
  command(program, 'drift', 'every difference on the hosts that nobody asked for')
    .option('--host <host>', 'of this host alone')
    .option('--repair', 'put all of them right, and wait until they are')
    .option('--accept', 'make the intent say what was found, where it has a word for it')
    .action((options: DriftOptions) => run(() => drift(connect(), options)));
  const apart = command(
    program,
    'isolation',
    'whether tenants are apart, from what the hosts hold; exit status 1 unless they are',
  )
    .option('--probe', 'send marked packets between all tenants too, and look for them')
    .option('--export <file>', 'write a signed report of it')
    .option('--signed-by <name>', 'the person who stands for the report')
    .option('--remark <text>', 'what that person has to say')
    .action((options: IsolationOptions) => run(() => isolation(connect(), options)));
  command(apart, 'verify', 'whether a report is as it was signed')
    .argument('<file>')
    .option('--key <fingerprint>', 'the key that it must be signed by, instead of that of the server')
    .action((file: string, options: VerifyOptions) => run(() => isolationVerify(connect, file, options)));
  command(program, 'find', 'where a MAC or an address is')
    .argument('<mac-or-address>')
    .action((wanted: string) => run(() => find(connect(), wanted)));

  const host = program.command('host').description('hosts of the fabric').exitOverride();
  command(host, 'list', 'hosts with state and reason').action(() => run(() => hostList(connect())));
  hostOptions(command(host, 'add', 'add a host').argument('<name>'))
    .option('--host-key <fingerprint>', 'pin this key at once')
    .action((name: string, options: HostOptions) => run(() => hostAdd(connect(), name, options)));
  hostOptions(
    command(host, 'trust', 'pin the key of a host').argument('<name>').argument('[fingerprint]'),
  ).action((name: string, fingerprint: string | undefined, options: HostOptions) =>
    run(() => hostTrust(connect(), name, fingerprint, options)),
  );
  command(host, 'consent', 'let a restored, older database delete much on a host')
    .argument('<name>')
    .action((name: string) => run(() => hostConsent(connect(), name)));
  command(host, 'remove', 'forget a host')
    .argument('<name>')
    .option('--endpoints', 'remove the endpoints on it too')
    .action((name: string, options: { endpoints?: boolean }) =>
      run(() => hostRemove(connect(), name, options)),
    );

  command(host, 'sudoers', 'the line that a user who is not root needs there, and whether it works')
    .argument('<name>')
    .action((name: string) => run(() => hostSudoers(connect(), name)));

  const key = program.command('key').description('SSH keys that Overlane made for itself').exitOverride();
  command(key, 'list', 'each key with its hosts').action(() => run(() => keyList(connect())));
  const ofHost = (verb: string, what: string) =>
    command(key, verb, what).argument(
      '[host]',
      'with a key of its own; else it is the key of the installation',
    );
  ofHost('show', 'the line for authorized_keys').action((name?: string) =>
    run(() => keyShow(connect(), name)),
  );
  ofHost('renew', 'make the key that is to follow').action((name?: string) =>
    run(() => keyRenew(connect(), name)),
  );
  ofHost('try', 'whether hosts let the new key in').action((name?: string) =>
    run(() => keyTry(connect(), name)),
  );
  ofHost('switch', 'change over to the new key')
    .option('--anyway', 'also where hosts do not let it in')
    .action((name: string | undefined, options: { anyway?: boolean }) =>
      run(() => keySwitch(connect(), name, options.anyway === true)),
    );
  ofHost('discard', 'throw the new key away').action((name?: string) =>
    run(() => keyDiscard(connect(), name)),
  );

  command(program, 'ping', 'ping from an endpoint, such as microsoft@node01, to an endpoint or an address')
    .argument('<from>')
    .argument('<to>')
    .option('-c, --count <n>', 'how many, 1 to 1000', '3')
    .option('-i, --interval <seconds>', 'seconds between two, 0.2 to 10', '1')
    .option('-s, --size <bytes>', 'bytes of payload', '56')
    .option('--df', "don't fragment")
    .action((from: string, to: string, options: PingOptions) =>
      run(() => ping(connect(), from, to, options, process.argv.includes('--json') ? () => {} : console.log)),
    );
  command(program, 'path', 'why an endpoint cannot reach another, or an address: hop by hop, with packets')
    .argument('<from>', 'an endpoint, such as microsoft@node01')
    .argument('<to>', 'an endpoint or an address')
    .option('--family <4|6>', 'between two endpoints, by IPv4 or IPv6 addresses')
    .action((from: string, to: string, options: PathOptions) =>
      run(() => path(connect(), from, to, options)),
    );
  command(
    program,
    'mtu',
    'the largest packet from an endpoint to another, or what the hosts of a network carry',
  )
    .argument(
      '<from-or-network>',
      'an endpoint such as microsoft@node01, or a network such as microsoft/default',
    )
    .argument('[to]', 'an endpoint or an address')
    .action((from: string, to: string | undefined) =>
      run(() =>
        to === undefined
          ? networkMtu(connect(), from)
          : largestPacket(connect(), from, to, process.argv.includes('--json') ? () => {} : console.log),
      ),
    );
  command(program, 'matrix', 'ping between all endpoints of a network, both ways')
    .argument('<network>', 'such as microsoft/default, or microsoft where it has only one')
    .option('-c, --count <n>', 'packets for each pair, 1 to 10', '3')
    .option('--family <4|6>', 'addresses of this family')
    .option('--repeat <minutes>', 'have it run by itself every so often, 5 to 1440; "off" ends that')
    .action((label: string, { repeat, ...options }: MatrixOptions & { repeat?: string }) =>
      run(async () =>
        repeat === undefined ? matrix(connect(), label, options) : repeatMatrix(connect(), label, repeat),
      ),
    );
  command(program, 'capture', 'frames of a tenant as they pass, at an endpoint such as microsoft@node01')
    .argument('<endpoint>')
    .option(
      '--at <point>',
      'endpoint, host-end, bridge, vxlan, or underlay (there its VNI alone)',
      'endpoint',
    )
    .option('--network <name>', 'of an endpoint in several networks')
    .option('--protocol <protocol>', 'any, arp, icmp, icmp6, tcp or udp', 'any')
    .option('--address <address>', 'from or to it')
    .option('--port <port>', 'TCP or UDP, from or to it')
    .option('--direction <direction>', 'any, in or out, as the interface sees it', 'any')
    .option(
      '-c, --count <n>',
      `how many frames, 1 to ${CAPTURE_BOUNDS.packets.most}`,
      String(CAPTURE_BOUNDS.packets.first),
    )
    .option('--seconds <n>', 'how long, 1 to 600', '60')
    .option('-s, --snap <bytes>', 'bytes kept of each frame', '2048')
    .option('-w, --write <file>', 'write them to a pcapng file too')
    .action((endpoint: string, options: CaptureOptions) =>
      run(() => capture(connect(), endpoint, options, process.argv.includes('--json') ? null : console.log)),
    );
  command(
    program,
    'trace',
    'packets between two endpoints, followed at every hop: where each was last seen; exit status 1 where any was lost',
  )
    .argument('<from>', 'an endpoint, such as microsoft@node01')
    .argument('<to>')
    .option('--network <name>', 'of endpoints that share several networks')
    .option('--echoes <n>', 'echoes to send each way, 0 to 20; 0 follows what passes by itself', '3')
    .option('--seconds <n>', 'how long at most, 1 to 600', '30')
    .option('--protocol <protocol>', 'any, arp, icmp, icmp6, tcp or udp', 'any')
    .option('--address <address>', 'from or to it')
    .option('--port <port>', 'TCP or UDP, from or to it')
    .option('--pcapng <file>', 'write the frames of all hops to one file')
    .action((from: string, to: string, options: TraceOptions) =>
      run(() => trace(connect(), from, to, options)),
    );
  command(program, 'captures', 'what the server has saved of captures made on the page')
    .option('--get <id>', 'download one as a pcapng file')
    .option('-w, --write <file>', 'where to, instead of ID.pcapng')
    .option('--remove <id>', 'delete one')
    .action((options: SavedCapturesOptions) => run(() => savedCaptures(connect(), options)));
  program
    .command('lab')
    .description(
      'real hosts on this machine: up | down | list | exec | reboot | cut | mend (see `overlane lab help`)',
    );
  return program;
}

function hostOptions(command: Command): Command {
  return command
    .option('--address <address>', 'address or name')
    .option('--port <port>', 'port of sshd')
    .option('--user <user>', 'user to sign in as')
    .option('--key <key>', 'agent, generated, own, or the path of a key file on the server')
    .option('--jump <host>', 'the host of the fabric that it is reached through')
    .option('--underlay <device=vtep>', 'underlay device and VTEP address, such as eth1=10.10.10.10');
}

async function loginLink(): Promise<Answer> {
  const data = await connect().session.newLink.mutate();
  return { data, text: data.url };
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new Failure('bad-wait', '--wait takes seconds from 1 to 3600');
  return value;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof TRPCClientError) {
    const overlane = (error.data as { overlane?: OverlaneError } | null | undefined)?.overlane;
    if (overlane?.code === 'faults') {
      const lines = (overlane.faults ?? []).map((fault) => `${fault.path}: ${fault.sentence}`);
      return new Failure('faults', 'the server refused the change; nothing was changed', lines);
    }
    if (overlane) return new Failure(overlane.code, overlane.sentence ?? error.message);
    if (!error.data) {
      return new Failure('no-server', `no answer from ${serverUrl()}: ${error.message}`, [
        'is the product running? `npm start` starts it; OVERLANE_URL or `overlane login` names another server',
      ]);
    }
    return new Failure(
      String((error.data as { code?: string }).code ?? 'error').toLowerCase(),
      error.message,
    );
  }
  return new Failure('error', error instanceof Error ? error.message : String(error));
}

type OverlaneError = { code: string; sentence?: string; faults?: { path: string; sentence: string }[] };
