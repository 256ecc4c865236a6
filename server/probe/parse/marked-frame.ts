export type MarkedFrame = {
  /** 16 bytes in hexadecimal. */
  mark: string;
  /** null: a tcpdump before 4.99 does not tell the device of what it takes on all of them. */
  device: string | null;
  /** In: for the device itself. B, M: broadcast and multicast. P: for somebody else. Out: sent. */
  direction: string;
};

/** ICMP header and ping's time stamp, in digits. */
const BEFORE_MARK = 2 * (8 + 16);

/** An echo request with a mark, as `tcpdump -x -i any` prints it: from the IP header on. null: it is none, or not all of it came yet. */
export function markedFrame({ head, hex }: { head: string; hex: string }): MarkedFrame | null {
  const icmpAt = hex.startsWith('4')
    ? 8 * Number.parseInt(hex[1] ?? '0', 16)
    : hex.startsWith('6')
      ? 80
      : null;
  if (icmpAt === null) return null;
  const mark = hex.slice(icmpAt + BEFORE_MARK, icmpAt + BEFORE_MARK + 32);
  if (mark.length < 32) return null;
  const [, device = null, direction = ''] = /^[\d:.]+ (\S+)\s+(In|Out|B|M|P)\s/.exec(head) ?? [];
  return { mark, device, direction };
}
