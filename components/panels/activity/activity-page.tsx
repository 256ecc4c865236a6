'use client';

import { useMe } from '@/components/live/me';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { ActivityList } from './activity-list';
import { AuditCard } from './audit-card';
import { Between } from './between';
import { Moment } from './moment';

export function ActivityPage() {
  const me = useMe();
  return (
    <PageFrame
      title="Activity"
      lead="Who changed what, and what the network did: every attempt with what came of it, every link, tunnel and host that went or came back. Nothing here can be edited."
    >
      {me.role === 'admin' && (
        <Card>
          <AuditCard />
        </Card>
      )}
      <Card>
        <Moment />
      </Card>
      <Card>
        <Between />
      </Card>
      <Card>
        <ActivityList />
      </Card>
    </PageFrame>
  );
}
