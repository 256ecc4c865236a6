import { Workspace } from '@/components/shell/workspace';

export default function TopologyRoute() {
  return <Workspace />;
}
