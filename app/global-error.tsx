'use client';

import './globals.css';

export default function GlobalError({ reset }: { error: Error; reset(): void }) {
  return (
    <html lang="en">
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-4 bg-canvas px-6 text-center">
          <h1 className="font-semibold text-ink text-xl">The page broke</h1>
          <p className="max-w-md text-muted text-sm">
            The hosts are not affected. Try again; if it stays so, look at what the product printed where it
            was started.
          </p>
          <button
            type="button"
            onClick={reset}
            className="h-8.5 rounded-md bg-accent px-3.5 font-semibold text-on-accent text-sm hover:bg-accent-strong"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
