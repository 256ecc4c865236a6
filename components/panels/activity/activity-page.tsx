'use client';

import { Card, PageFrame } from '@/components/ui/page-frame';
import { ActivityList } from './activity-list';
import { Moment } from './moment';

export function ActivityPage() {
  return (
    <PageFrame
      title="Activity"
      lead="Who changed what, and what the network did: every attempt with what came of it, every link, tunnel and host that went or came back. Nothing here can be edited."
    >
      <Card>
        <Moment />
      </Card>
      <Card>
        <ActivityList />
      </Card>
    </PageFrame>
  );
}
