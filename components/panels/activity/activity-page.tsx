'use client';

import { useMemo, useState } from 'react';
import { Input } from '@/components/ui/input';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { Select } from '@/components/ui/select';
import type { Activity } from '@/server/api/types';
import { ActivityList } from './activity-list';

type Filter = 'all' | 'change' | Activity['outcome'];

const FILTERS: Record<Filter, string> = {
  all: 'Everything',
  change: 'Committed changes',
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
};

export function ActivityPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const [text, setText] = useState('');
  const matches = useMemo(() => matcher(filter, text), [filter, text]);
  return (
    <PageFrame
      title="Activity"
      lead="Every attempt is written down, with who, when and what came of it. Nothing here can be edited."
      actions={
        <>
          <div className="w-48">
            <Input
              aria-label="Look for a word"
              placeholder="Look for a word"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <div className="w-48">
            <Select
              aria-label="Which"
              value={filter}
              onChange={(value) => setFilter(value as Filter)}
              options={Object.entries(FILTERS).map(([value, label]) => ({ value, label }))}
            />
          </div>
        </>
      }
    >
      <Card>
        <ActivityList matches={matches} />
      </Card>
    </PageFrame>
  );
}

function matcher(filter: Filter, text: string): (activity: Activity) => boolean {
  const word = text.trim().toLowerCase();
  return (activity) => {
    if (filter === 'change' && !(activity.action === 'change' && activity.outcome === 'done')) return false;
    if (filter !== 'all' && filter !== 'change' && activity.outcome !== filter) return false;
    return `${activity.actor} ${activity.sentence} ${activity.subject}`.toLowerCase().includes(word);
  };
}
