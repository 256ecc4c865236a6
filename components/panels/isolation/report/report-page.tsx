import type { IsolationDocument } from '@/server/model/isolation-document';
import type { Signature } from '@/server/model/signed-document';
import { Paper } from './paper';
import { ReportBar } from './report-bar';

/** A signed report as a sheet of paper, to be read, printed and kept. */
export function ReportPage({
  id,
  document,
  signature,
  text,
}: {
  id: string;
  document: IsolationDocument;
  signature: Signature;
  /** As it was signed, byte by byte. */
  text: string;
}) {
  return (
    <div className="flex min-h-dvh flex-col bg-canvas print:block print:bg-transparent">
      <ReportBar name={`overlane-isolation-${document.signedOff.at.slice(0, 10)}-${id}.json`} text={text} />
      <main className="flex flex-1 flex-col items-center px-3 py-6 sm:px-6 sm:py-10 print:block print:p-0">
        <Paper id={id} document={document} signature={signature} />
      </main>
    </div>
  );
}
