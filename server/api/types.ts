/** Types of the API, for the page and the command line, which import nothing else of the server's. */

import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { appRouter, opsRouter } from './router';

export type AppRouter = typeof appRouter;
export type OpsRouter = typeof opsRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

export type { Evidence, FoundTenant, Leftover, Proposal } from '../adopt/proposal';
export type { Account, SessionSummary } from '../auth/account';
export type { TokenSummary } from '../auth/api-token';
export type { PasskeySummary } from '../auth/passkey';
export type { Role } from '../auth/role';
export type { UserSummary } from '../auth/users';
export type { ViewSummary } from '../auth/view-link';
export type {
  FdbAges,
  HostLive,
  HostPlan,
  HostState,
  KeyTrial,
  LiveEvent,
  MatrixPlan,
  ProofState,
  RepairOutcome,
  Run,
  RunStage,
  SshKey,
} from '../controller/face';
export type { Isolation, Shared } from '../diagnose/isolation/isolation';
export type { PathAnswer } from '../diagnose/path/answer';
export type { Contact, Proof, ProofTenant } from '../diagnose/proof/proof';
export type { ClockGap, HostClock } from '../diagnose/trace/clocks';
export type { DriftItem } from '../drift/drift-item';
export type { Activity, ActivityFilter } from '../intent/activity';
export type { ActivityKind } from '../intent/activity-kind';
export type { AuditVerdict } from '../intent/audit-log';
export type { ChangeSummary } from '../intent/history';
export type { Position } from '../intent/layout';
export type { ResultKind, ResultLine } from '../journal/kept-results';
export type { SignedReportSummary } from '../journal/signed-reports';
export type { HistoryOfMoment, HistoryOfThing, StatusAt, StatusChange } from '../journal/status-history';
export type { CaptureEnd, CaptureEvent } from '../probe/capture-event';
export type { MatrixCell, MatrixEvent, MatrixResult } from '../probe/matrix-event';
export type { MtuEvent } from '../probe/mtu-event';
export type { PingEvent } from '../probe/ping-event';
export type { ProofEvent } from '../probe/proof-event';
export type { SweepAnswer, SweepEvent } from '../probe/sweep-event';
export type { TraceEnd, TraceEvent, TraceFrames, TracePing } from '../probe/trace-event';
export type { OverlaneError } from './error';
export type { KeptMtu, KeptPath, KeptPing, KeptSweep } from './kept-results';
