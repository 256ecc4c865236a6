import { checkIntent, type Fault } from '@/server/model/check';
import type { Intent } from '@/server/model/intent';
import { type Operation, OperationMisfit, operate, operationsSchema } from '@/server/model/operation';

/** What a form comes to: operations for the draft, or a sentence for each field that is not right. */
export type Verdict<Field extends string> = {
  errors: Partial<Record<Field | 'form', string>>;
  operations: Operation[];
  sentence: string;
};

/**
 * Judges operations as the server will: their shape, whether they fit, and what they make of intent. Faults that
 * were there before are none of this form's.
 */
export function judge<Field extends string>(
  intent: Intent,
  operations: Operation[],
  sentence: string,
  fieldOf: (fault: Fault) => Field | 'form',
  shapeFieldOf: (path: readonly PropertyKey[]) => Field | 'form',
): Verdict<Field> {
  const errors: Verdict<Field>['errors'] = {};
  const shape = operationsSchema.safeParse(operations);
  if (!shape.success) {
    for (const issue of shape.error.issues) errors[shapeFieldOf(issue.path)] ??= asSentence(issue.message);
    return { errors, operations, sentence };
  }
  try {
    const after = operate(intent, operations).intent;
    const before = new Set(checkIntent(intent).map(faultText));
    for (const fault of checkIntent(after)) {
      if (!before.has(faultText(fault))) errors[fieldOf(fault)] ??= asSentence(fault.sentence);
    }
  } catch (error) {
    if (!(error instanceof OperationMisfit)) throw error;
    errors.form = asSentence(error.message);
  }
  return { errors, operations, sentence };
}

export function isRight(verdict: Verdict<string>): boolean {
  return Object.keys(verdict.errors).length === 0 && verdict.operations.length > 0;
}

function faultText(fault: Fault): string {
  return `${fault.path}: ${fault.sentence}`;
}

function asSentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…"]$/.test(capital) ? capital : `${capital}.`;
}
