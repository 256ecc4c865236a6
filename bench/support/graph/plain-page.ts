import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'esbuild';
import type { PlainThings } from './plain';

let bundled: Promise<{ script: string; style: string }> | null = null;

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('plain.tsx', import.meta.url))],
    bundle: true,
    write: false,
    outdir: 'out',
    minify: true,
    jsx: 'automatic',
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: { compilerOptions: {} },
    logLevel: 'error',
  });
  const ending = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? '';
  return { script: ending('.js'), style: ending('.css') };
}

/** A page that is nothing but React Flow with these things. */
export async function openPlain(context: BrowserContext, things: PlainThings): Promise<Page> {
  bundled ??= bundle();
  const { script, style } = await bundled;
  const page = await context.newPage();
  await page.setContent(`<style>${style}</style><div id="root"></div>`);
  await page.evaluate((all) => {
    window.things = all;
  }, things);
  await page.addScriptTag({ content: script });
  await page.waitForFunction(() => document.querySelectorAll('.react-flow__node').length > 0, null, {
    timeout: 300_000,
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page;
}
