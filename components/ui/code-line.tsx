import { CopyButton } from './copy-button';

/** One line to run in a shell, with a button that copies it. */
export function CodeLine({ text, label = 'Copy the command' }: { text: string; label?: string }) {
  return (
    <div className="flex min-w-0 items-start gap-1 rounded-md border border-line bg-sunken py-0.5 pr-0.5 pl-2.5">
      <code className="min-w-0 flex-1 whitespace-pre-wrap break-all py-1.5 font-mono text-ink text-xs">
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
