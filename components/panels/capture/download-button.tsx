'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';

/** The file of a capture, as far as it is written. */
export function DownloadButton({ id, disabledReason }: { id: string; disabledReason?: string | false }) {
  return (
    <Button
      size="sm"
      icon={<Download aria-hidden className="size-3.5" />}
      data-testid="capture-download"
      disabledReason={disabledReason}
      onClick={() => void download(id)}
    >
      pcapng
    </Button>
  );
}

async function download(id: string): Promise<void> {
  const url = `/api/captures/${id}`;
  // A link to what is gone would leave nothing but a mark in the browser's list of downloads.
  const status = await fetch(url, { method: 'HEAD' }).then(
    (answer) => answer.status,
    () => 0,
  );
  if (status !== 200) {
    toast.error('The capture was not downloaded', { description: WHY[status] ?? WHY[0] });
    return;
  }
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

/** By status. */
const WHY: Record<number, string> = {
  0: 'The controller does not answer: try again.',
  401: 'Nobody is signed in: sign in again.',
  403: 'It is of a tenant that is none of yours.',
  404: 'There is no such file: it has expired, or somebody deleted it.',
};
