'use client';

import { useEffect, useRef } from 'react';
import { onTick, serverNow } from '@/components/ui/clock';

/** "next try in 4 s", counting down. */
export function NextTry({ at }: { at: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const seconds = Math.ceil((at - serverNow()) / 1000);
      if (ref.current) ref.current.textContent = seconds > 0 ? `next try in ${seconds} s` : 'trying now';
    };
    write();
    return onTick(write);
  }, [at]);
  return <span ref={ref} className="whitespace-nowrap tabular" />;
}
