import { Prisma } from './generated/client';

/** Whether a statement was refused because a row would have what only one may have. */
export function isNotUnique(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  // P2002: the client's own statement. P2010: one of ours; the driver adapter's word for why stands within.
  if (error.code !== 'P2010') return error.code === 'P2002';
  const { driverAdapterError } = error.meta as { driverAdapterError?: { cause?: { kind?: string } } };
  return driverAdapterError?.cause?.kind === 'UniqueConstraintViolation';
}
