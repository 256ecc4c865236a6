import { CodeLine } from '@/components/ui/code-line';
import { Setting } from './setting';

export function CommandLine() {
  return (
    <Setting
      title="Command line"
      lead="The same changes from a shell or a file. It reads its token from the data folder, which only its owner can."
    >
      <div className="flex flex-col gap-3">
        <div className="flex flex-col gap-1.5">
          <p className="text-muted text-sm">In the clone, on the machine that runs Overlane:</p>
          <CodeLine text="npx overlane status" />
          <CodeLine text="npx overlane export > fabric.yaml" />
          <CodeLine text="npx overlane plan -f fabric.yaml" />
          <CodeLine text="npx overlane apply -f fabric.yaml" />
        </div>
        <p className="text-muted text-sm">
          The token is the file <code className="font-mono text-ink text-xs">token</code> in the data folder
          (OVERLANE_DATA, or <code className="font-mono text-ink text-xs">.overlane</code> in the clone), mode
          0600. On another machine, sign in with a token:{' '}
          <code className="font-mono text-ink text-xs">overlane login URL --token</code>.
        </p>
      </div>
    </Setting>
  );
}
