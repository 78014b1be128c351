import type { Announcements, ScreenReaderInstructions, UniqueIdentifier } from '@dnd-kit/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface DragWords {
  readonly announcements: Announcements;
  readonly screenReaderInstructions: ScreenReaderInstructions;
}

/** What a screen reader says while a question is moved with the keyboard, in the reader's language. */
export function useDragWords(ids: readonly string[]): DragWords {
  const { t } = useTranslation('questions');
  const place = (id: UniqueIdentifier): number => ids.indexOf(String(id)) + 1;
  const count = ids.length;
  // The first place that is reported is the question's own, and would be read over the words that it is picked up.
  const isFresh = useRef(false);
  return {
    screenReaderInstructions: { draggable: t('dragInstructions') },
    announcements: {
      onDragStart: ({ active }) => {
        isFresh.current = true;
        return t('dragStart', { place: place(active.id), count });
      },
      onDragOver: ({ active, over }) => {
        const isOwnPlace = isFresh.current && over?.id === active.id;
        isFresh.current = false;
        return over && !isOwnPlace ? t('dragOver', { place: place(over.id), count }) : undefined;
      },
      onDragEnd: ({ over }) => (over ? t('dragEnd', { place: place(over.id), count }) : t('dragCancel')),
      onDragCancel: () => t('dragCancel'),
    },
  };
}
