import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QuestionRow } from './question-row.js';
import type { Question } from './question.queries.js';
import { useDragWords } from './use-drag-words.js';
import classes from './question-list.module.css';

interface QuestionListProps {
  readonly questions: readonly Question[];
  readonly mayWrite: boolean;
  /** Not while pages are missing or an earlier move is under way. */
  readonly mayMove: boolean;
  readonly onMove: (from: number, to: number) => void;
}

/** Only the rows in sight exist: a draft holds up to fifty thousand questions. */
export function QuestionList({ questions, mayWrite, mayMove, onMove }: QuestionListProps) {
  const { t } = useTranslation('questions');
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  const [dragged, setDragged] = useState<number>();
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer<HTMLLIElement>({
    count: questions.length,
    estimateSize: () => 64,
    overscan: 10,
    scrollMargin: offset,
    getItemKey: (index) => questions[index]?.id ?? index,
    // The row that is being dragged stays, however far the page is scrolled meanwhile.
    rangeExtractor: (range) => [
      ...new Set([...(dragged === undefined ? [] : [dragged]), ...defaultRangeExtractor(range)]),
    ],
  });
  const ids = useMemo(() => questions.map(({ id }) => id), [questions]);
  const accessibility = useDragWords(ids);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function drop({ active, over }: DragEndEvent): void {
    setDragged(undefined);
    if (over) onMove(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={accessibility}
      onDragStart={({ active }) => setDragged(ids.indexOf(String(active.id)))}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={drop}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={!mayMove}>
        <ul
          ref={list}
          className={classes['list']}
          aria-label={t('listLabel')}
          style={{ height: rows.getTotalSize() }}
        >
          {rows.getVirtualItems().map(({ key, index, start }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={questions.length}
              aria-posinset={index + 1}
              className={classes['place']}
              style={{ transform: `translateY(${start - offset}px)` }}
            >
              <QuestionRow
                question={questions[index]!}
                index={index}
                count={questions.length}
                mayWrite={mayWrite}
                mayMove={mayMove}
                onMove={onMove}
              />
            </li>
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  );
}
