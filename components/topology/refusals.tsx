'use client';

import { useEffect } from 'react';
import { create } from 'zustand';
import { usePreview } from '@/components/live/preview';
import { NO_REFUSALS, type Refusals, refusalsOf } from './graph/refusals';

/** What the plan for the draft refuses, for the graph. */
export const useRefusals = create<{ refusals: Refusals }>()(() => ({ refusals: NO_REFUSALS }));

/** Keeps it up to date. In the console only: the wall has no draft. */
export function PreviewRefusals() {
  const { plans } = usePreview();
  useEffect(() => {
    const refusals = refusalsOf(plans);
    const none = Object.keys(refusals).length === 0;
    useRefusals.setState({ refusals: none ? NO_REFUSALS : refusals });
  }, [plans]);
  return null;
}
