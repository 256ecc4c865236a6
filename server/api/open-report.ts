import { type IsolationDocument, isolationDocumentSchema } from '../model/isolation-document';
import { type Signature, takenApart } from '../model/signed-document';

export type OpenedReport = { document: IsolationDocument; signature: Signature };

/** A signed report as it is read; null: the text is none. Whether the signature is right is for who verifies it. */
export function openReport(text: string): OpenedReport | null {
  const taken = takenApart(text);
  if ('why' in taken) return null;
  const parsed = isolationDocumentSchema.safeParse(taken.body);
  return parsed.success ? { document: parsed.data, signature: taken.signature } : null;
}
