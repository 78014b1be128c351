import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useEventStream } from '../../api/use-event-stream.js';

export interface ImportProgress {
  readonly type: 'reading' | 'committing';
  readonly done: number;
  /** Unknown while a file is read: how many rows it has, its end says. */
  readonly total?: number;
}

/** What happens to an import, by whomever it is done; everything but progress means that the import is another one now. */
export function useImportProgress(id: string, isOver: boolean): ImportProgress | undefined {
  const cache = useQueryClient();
  const [progress, setProgress] = useState<ImportProgress>();
  useEventStream(isOver ? undefined : `/api/v1/imports/${id}/events`, {
    onMessage: ({ type, data }) => {
      if (type === 'reading' || type === 'committing') {
        setProgress({ type, ...(data as Omit<ImportProgress, 'type'>) });
        return;
      }
      setProgress(undefined);
      void cache.invalidateQueries({ queryKey: ['import', id] });
    },
  });
  return progress;
}
