/** Longest line that is kept; the rest of a longer one is dropped. */
const MOST_CHARACTERS = 500;

/**
 * Cuts a stream of bytes into lines of text. What a host prints is data: control characters (escape sequences of a
 * terminal, carriage returns) become visible signs.
 */
export class Lines {
  private readonly decoder = new TextDecoder();
  private rest = '';

  /** The lines that these bytes complete. */
  take(chunk: Uint8Array): string[] {
    const parts = (this.rest + this.decoder.decode(chunk, { stream: true })).split('\n');
    this.rest = (parts.pop() ?? '').slice(0, MOST_CHARACTERS);
    return parts.map(plain);
  }

  /** What came after the last newline, if anything. */
  end(): string[] {
    const rest = this.rest + this.decoder.decode();
    this.rest = '';
    return rest === '' ? [] : [plain(rest)];
  }
}

function plain(line: string): string {
  return line
    .replace(/\r$/, '')
    .slice(0, MOST_CHARACTERS)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
