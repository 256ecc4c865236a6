import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReportPage } from '@/components/panels/isolation/report/report-page';
import { openReport } from '@/server/api/open-report';
import { requireVisitor, signedReport } from '../../visitor';

export const metadata: Metadata = { title: 'Isolation report' };

export default async function ReportRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  await requireVisitor();
  const text = await signedReport(id);
  const opened = text === null ? null : openReport(text);
  if (text === null || !opened) notFound();
  return <ReportPage id={id} {...opened} text={text} />;
}
