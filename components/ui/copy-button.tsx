'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button';
import { copyText } from './copy-text';
import { IconButton } from './icon-button';
import { toast } from './toast';

/** Copies `text`. With `children` it is a button with words, else an icon named `label`. */
export function CopyButton({
  text,
  label = 'Copy',
  children,
  className,
}: {
  text: string;
  label?: string;
  children?: string;
  className?: string;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1800);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    copyText(text).then(
      () => setCopied(true),
      () =>
        toast.error('The browser did not allow copying', {
          description: 'Select the text and press Ctrl C.',
        }),
    );
  const icon = copied ? (
    <Check aria-hidden className="size-3.5 text-healthy" />
  ) : (
    <Copy aria-hidden className="size-3.5" />
  );
  if (children) {
    return (
      <Button size="sm" icon={icon} onClick={copy} className={className}>
        {copied ? 'Copied' : children}
      </Button>
    );
  }
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={icon}
      size="sm"
      onClick={copy}
      className={className}
    />
  );
}
