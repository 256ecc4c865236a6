/**
 * Puts text on the clipboard. `navigator.clipboard` is there only on secure origins, and a controller reached by
 * a plain http address of the lab is none: then a hidden text area and the old command do it.
 * @throws Error where the browser refuses
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('the browser refused to copy');
}
