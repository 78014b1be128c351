import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { hasCode } from '../api/problem.js';
import { changedPart, differingFields } from './edit-merge.js';

export interface Snapshot<Values> {
  readonly values: Values;
  readonly etag: string;
}

export interface EditConflict<Values> {
  readonly base: Values;
  readonly mine: Values;
  readonly theirs: Snapshot<Values>;
}

interface MergingSaveOptions<Values> {
  readonly load: () => Promise<Snapshot<Values>>;
  readonly save: (change: Partial<Values>, etag: string) => Promise<Snapshot<Values>>;
  readonly onSaved: (saved: Snapshot<Values>) => void;
  readonly onRefused?: (error: unknown) => void;
}

/**
 * Saves an edit against the state that it began with. Where somebody else was faster, both sides are kept for the author
 * to choose from. An ETag that moved although no field of the form did (a question was added) is no conflict, and the
 * save goes on by itself.
 */
export function useMergingSave<Values extends object>(options: MergingSaveOptions<Values>) {
  const { load, save, onSaved, onRefused } = options;
  const [conflict, setConflict] = useState<EditConflict<Values>>();
  const saving = useMutation({
    mutationFn: async ({ base, mine }: { base: Snapshot<Values>; mine: Values }) => {
      let from = base;
      for (;;) {
        const change = changedPart(from.values, mine);
        if (Object.keys(change).length === 0) return { saved: from };
        try {
          return { saved: await save(change, from.etag) };
        } catch (error) {
          if (!hasCode(error, 'precondition-failed')) throw error;
          const theirs = await load();
          if (differingFields(from.values, theirs.values).length > 0)
            return { conflict: { base: from.values, mine, theirs } };
          from = theirs;
        }
      }
    },
    onSuccess: (outcome) => {
      setConflict(outcome.conflict);
      if (outcome.saved) onSaved(outcome.saved);
    },
    onError: (error) => {
      setConflict(undefined);
      onRefused?.(error);
    },
  });
  return { saving, conflict, dismiss: () => setConflict(undefined) };
}
