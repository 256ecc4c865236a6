/** `HH:MM:SS.ffffff` in local time, as tcpdump prints it. @param at microseconds since the epoch */
export function timeText(at: number): string {
  const time = new Date(Math.floor(at / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const micro = String(at % 1_000_000).padStart(6, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${micro}`;
}
