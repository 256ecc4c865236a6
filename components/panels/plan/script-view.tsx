import { type ScriptToken, scriptTokens } from './plan-lines';

const ROLES: Record<ScriptToken['role'], string> = {
  tool: 'text-muted',
  verb: 'text-accent-ink',
  plain: 'text-ink',
  comment: 'text-faint',
};

/** The exact commands of one host. */
export function ScriptView({ script, host }: { script: string; host: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`Commands for ${host}`}
      data-testid="plan-commands"
      className="overflow-x-auto"
    >
      <pre className="px-4 py-3 font-mono text-xs leading-5">
        {script
          .trimEnd()
          .split('\n')
          .map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a script have no identity but their place
            <div key={i} className="min-h-5 whitespace-pre">
              {scriptTokens(line).map((token, k) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: nor have their words
                <span key={k} className={ROLES[token.role]}>
                  {token.text}
                </span>
              ))}
            </div>
          ))}
      </pre>
    </section>
  );
}
