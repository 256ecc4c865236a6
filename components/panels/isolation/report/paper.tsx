import type { ReactNode } from 'react';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import type { IsolationDocument } from '@/server/model/isolation-document';
import type { IsolationVerdict } from '@/server/model/isolation-verdict';
import type { Signature } from '@/server/model/signed-document';
import { CONTROL_WORDS, VERDICT_LOOK } from '../verdict-look';

/** The whole of a report on sheets of A4. Times are UTC, as in the file. */
export function Paper({
  id,
  document,
  signature,
}: {
  id: string;
  document: IsolationDocument;
  signature: Signature;
}) {
  const { computed, proof, signedOff } = document;
  return (
    <article
      data-testid="report"
      className="paper rounded-sm px-6 py-8 text-[10pt]/[1.45] shadow-float sm:px-[17mm] sm:py-[16mm] print:w-full print:p-0 print:shadow-none"
    >
      <header className="flex items-start justify-between gap-6 border-ink border-b-2 pb-3">
        <div>
          <p className="font-semibold text-[8pt] text-muted uppercase tracking-[0.14em]">Overlane</p>
          <h1 className="mt-0.5 font-semibold text-[19pt]/[1.15] tracking-tight">Isolation of tenants</h1>
        </div>
        <dl className="grid grid-cols-[auto_auto] gap-x-2 text-right text-[8pt] text-muted tabular">
          <dt>Report</dt>
          <dd className="font-mono text-ink">{id}</dd>
          <dt>Installation</dt>
          <dd className="font-mono text-ink">{document.installation}</dd>
          <dt>Revision</dt>
          <dd className="font-mono text-ink">{document.revision}</dd>
        </dl>
      </header>
      <Verdict document={document} />
      <SignedOff signedOff={signedOff} />
      {(computed.shared.length > 0 || (proof?.contacts.length ?? 0) > 0) && <Touching document={document} />}
      {proof && <Proven proof={proof} />}
      <Computed document={document} />
      <Scope document={document} />
      <Part title="Method">
        <Lines lines={document.method.computed} />
        {document.method.packets.length > 0 && (
          <>
            <h3 className="pt-2 pb-1 font-semibold">By packets</h3>
            <Lines lines={document.method.packets} />
          </>
        )}
      </Part>
      <Part title="What is not promised">
        <Lines lines={document.notPromised} />
      </Part>
      <Part title="Signature">
        <p>
          The file of this report is signed with {signature.algorithm}; a change of any byte of it is found by{' '}
          <code className="font-mono text-[8.5pt]">overlane isolation verify FILE</code>, or by openssl as the
          file says.
        </p>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[8.5pt]">
          <dt className="text-muted">Key</dt>
          <dd className="break-all font-mono">{signature.fingerprint}</dd>
          <dt className="text-muted">Signature</dt>
          <dd className="break-all font-mono">{signature.value}</dd>
        </dl>
      </Part>
    </article>
  );
}

function Verdict({
  document: { verdict, computed, proof, hosts, tenants },
}: {
  document: IsolationDocument;
}) {
  const { word, tone, soft, Icon } = VERDICT_LOOK[verdict];
  return (
    <section
      aria-label="Result"
      data-verdict={verdict}
      className={classNames('mt-5 flex gap-4 rounded-md p-4 print:break-inside-avoid', soft)}
    >
      <Icon aria-hidden className={classNames('size-10 shrink-0', TONE_TEXT[tone])} />
      <div>
        <p className={classNames('font-semibold text-[15pt]/[1.2]', TONE_TEXT[tone])}>{word}</p>
        <p className="mt-1">
          {count(tenants.length, 'tenant')} on {count(hosts.length, 'host')}.{' '}
          <strong className="font-semibold">Computed</strong> at {time(computed.at)} from what the kernels
          held: {VERDICT_LOOK[computed.verdict].sentence}
        </p>
        <p className="mt-1">
          {proof ? (
            <>
              <strong className="font-semibold">By packets</strong> at {time(proof.endedAt)}:{' '}
              {VERDICT_LOOK[proof.verdict].proven}
            </>
          ) : (
            'It was not proven by packets.'
          )}
        </p>
      </div>
    </section>
  );
}

function SignedOff({ signedOff: { by, remark, account, at } }: Pick<IsolationDocument, 'signedOff'>) {
  return (
    <section
      aria-label="Signed off"
      className="mt-4 grid gap-x-8 gap-y-4 rounded-md border border-line-strong p-4 sm:grid-cols-[1fr_70mm] print:grid-cols-[1fr_70mm] print:break-inside-avoid"
    >
      <div className="min-w-0">
        <p className="text-[8pt] text-muted">Signed off by</p>
        <p className="font-semibold text-[12pt] [overflow-wrap:anywhere]">{by}</p>
        <p className="text-[8.5pt] text-muted">
          {time(at)}, with the account {account}
        </p>
        {remark !== '' && <p className="mt-2 whitespace-pre-line [overflow-wrap:anywhere]">{remark}</p>}
      </div>
      <div className="flex flex-col justify-end">
        <div className="mt-8 border-ink border-b" />
        <p className="pt-1 text-[8pt] text-muted">Signature, date</p>
      </div>
    </section>
  );
}

function Touching({ document: { computed, proof } }: { document: IsolationDocument }) {
  const left = computed.sharedInAll - computed.shared.length;
  return (
    <Part title="What touches">
      <ul className="flex flex-col gap-2">
        {computed.shared.map(({ sentence, layer, since, evidence }) => (
          <li key={sentence} className="border-failed border-l-2 pl-3 print:break-inside-avoid">
            <p className="font-semibold [overflow-wrap:anywhere]">{sentence}.</p>
            <p className="text-[8.5pt] text-muted">
              Layer {layer}, since {time(since)}
            </p>
            <ul className="mt-1 list-disc pl-4 text-[8.5pt]">
              {evidence.map(({ host, fact, command }) => (
                <li key={`${host} ${fact}`} className="[overflow-wrap:anywhere]">
                  {fact} <code className="font-mono text-muted">({`${host}# ${command}`})</code>
                </li>
              ))}
            </ul>
          </li>
        ))}
        {left > 0 && <li className="text-muted">And {left} more, which are left out of this report.</li>}
        {proof?.contacts.map((sentence) => (
          <li key={sentence} className="border-failed border-l-2 pl-3 [overflow-wrap:anywhere]">
            By packets: {sentence}.
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Proven({ proof }: { proof: NonNullable<IsolationDocument['proof']> }) {
  const { counts, pairs, doubts, doubtsInAll } = proof;
  const all = pairs.apart + pairs.touching + pairs.unproven;
  const seconds = (Date.parse(proof.endedAt) - Date.parse(proof.startedAt)) / 1000;
  return (
    <Part title={`Proof ${proof.number}, by packets`}>
      <p>
        From {time(proof.startedAt)}, for {seconds.toFixed(1)} s, at revision {proof.revision}; asked for by{' '}
        {proof.askedBy}.
      </p>
      <Figures
        figures={[
          ['pairs of tenants apart', `${pairs.apart} of ${all}`],
          ['touching', pairs.touching],
          ['unproven', pairs.unproven],
          ['endpoints took part', `${counts.probed} of ${counts.endpoints}`],
          ['namespaces looked into', counts.insides],
          ['marked packets', counts.packets],
        ]}
      />
      <Grid head={['Tenant', 'Endpoints', 'Control', 'Result']}>
        {proof.tenants.map(({ name, endpoints, probed, control, state }) => (
          <Row
            key={name}
            cells={[
              name,
              probed === endpoints ? probed : `${probed} of ${endpoints}`,
              CONTROL_WORDS[control],
              <Word key="state" verdict={state} />,
            ]}
          />
        ))}
      </Grid>
      {doubts.length > 0 && (
        <div className="mt-3">
          <h3 className="pb-1 font-semibold">What it did not prove</h3>
          <Lines lines={doubts.map((doubt) => `${doubt}.`)} />
          {doubtsInAll > doubts.length && (
            <p className="text-muted">And {doubtsInAll - doubts.length} more.</p>
          )}
        </div>
      )}
    </Part>
  );
}

function Computed({ document: { computed } }: { document: IsolationDocument }) {
  const { checked, doubts } = computed;
  return (
    <Part title="Computed from the kernels">
      <Figures
        figures={[
          ['tenants', checked.tenants],
          ['networks', checked.networks],
          ['endpoints found', checked.endpoints],
          ['VXLAN interfaces', checked.vteps],
          ['namespaces', checked.namespaces],
          ['devices', checked.devices],
        ]}
      />
      <Grid head={['Host', 'Known to hold until', 'Not looked at']}>
        {computed.hosts.map(({ name, knownUntil, why }) => (
          <Row key={name} cells={[name, knownUntil === null ? 'never read' : time(knownUntil), why ?? '–']} />
        ))}
      </Grid>
      {doubts.length > 0 && (
        <div className="mt-3">
          <h3 className="pb-1 font-semibold">What could not be looked at</h3>
          <Lines lines={doubts.map((doubt) => `${doubt}.`)} />
        </div>
      )}
    </Part>
  );
}

function Scope({ document: { tenants, hosts } }: { document: IsolationDocument }) {
  return (
    <Part title="Tenants and hosts">
      <Grid head={['Tenant', 'Networks (VNI: subnets)', 'Endpoints']}>
        {tenants.map(({ name, networks, endpoints }) => (
          <Row
            key={name}
            cells={[
              name,
              networks
                .map(({ name: network, vni, subnets }) => `${network} (${vni}: ${subnets.join(', ')})`)
                .join('; '),
              endpoints,
            ]}
          />
        ))}
      </Grid>
      <p className="mt-3">
        <span className="text-muted">Hosts and their VTEPs: </span>
        {hosts.map(({ name, vtep }) => `${name} (${vtep ?? 'none'})`).join(', ')}
      </p>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-6">
      <h2 className="mb-2 border-line border-b pb-1 font-semibold text-[11.5pt] print:break-after-avoid">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Figures({ figures }: { figures: [what: string, value: string | number][] }) {
  return (
    <dl className="my-2.5 grid grid-cols-3 gap-x-6 gap-y-2 sm:grid-cols-6 print:grid-cols-6">
      {figures.map(([what, value]) => (
        <div key={what}>
          <dd className="font-semibold text-[12pt] tabular">{value}</dd>
          <dt className="text-[8pt]/[1.25] text-muted">{what}</dt>
        </div>
      ))}
    </dl>
  );
}

function Grid({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    <table className="w-full border-collapse text-left text-[9pt]">
      <thead>
        <tr>
          {head.map((word) => (
            <th
              key={word}
              scope="col"
              className="border-line-strong border-b py-1 pr-4 font-medium text-muted"
            >
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ cells }: { cells: ReactNode[] }) {
  return (
    <tr className="print:break-inside-avoid">
      {cells.map((cell, at) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place alone
          key={at}
          className="border-line border-b py-1 pr-4 align-top first:font-medium [overflow-wrap:anywhere]"
        >
          {cell}
        </td>
      ))}
    </tr>
  );
}

function Word({ verdict }: { verdict: IsolationVerdict }) {
  const { word, tone } = VERDICT_LOOK[verdict];
  return <span className={classNames('font-semibold', TONE_TEXT[tone])}>{word}</span>;
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="flex list-disc flex-col gap-0.5 pl-4">
      {lines.map((line) => (
        <li key={line} className="[overflow-wrap:anywhere]">
          {line}
        </li>
      ))}
    </ul>
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `2026-11-23 05:12:04 UTC` */
function time(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
