import { ArrowDownToLine } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** Back to the end of what grows, over the lower right corner of its box. */
export function FollowButton({ onFollow }: { onFollow(): void }) {
  return (
    <Button
      size="sm"
      className="absolute right-4 bottom-3 shadow-float"
      icon={<ArrowDownToLine aria-hidden className="size-3.5" />}
      onClick={onFollow}
    >
      Follow
    </Button>
  );
}
