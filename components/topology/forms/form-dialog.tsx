'use client';

import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { sentenceCase } from '../actions/draft-it';
import { addToDraft } from '../topology-data';
import { isRight, type Verdict } from './verdict';

/** A dialog whose one outcome is an entry of the draft. */
export function FormDialog({
  title,
  description,
  verdict,
  showErrors,
  onAttempt,
  onClose,
  onDrafted,
  children,
}: {
  title: string;
  description?: ReactNode;
  verdict: Verdict<string>;
  showErrors: boolean;
  /** Somebody pressed "Add to draft" while something was not right. */
  onAttempt(): void;
  onClose(): void;
  onDrafted?(): void;
  children: ReactNode;
}) {
  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRight(verdict)) {
      onAttempt();
      return;
    }
    const misfit = addToDraft(verdict.operations, verdict.sentence);
    if (misfit) {
      toast.error(sentenceCase(misfit));
      return;
    }
    onClose();
    onDrafted?.();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form={formId}
            disabledReason={
              Object.keys(verdict.errors).length === 0 && !isRight(verdict) && 'Nothing has changed'
            }
          >
            Add to draft
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4" noValidate>
        {children}
        {showErrors && verdict.errors.form && (
          <Notice severity="error" live>
            {verdict.errors.form}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
