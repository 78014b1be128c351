import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../components/links.js';
import { QuestionRowMenu } from './question-row-menu.js';
import type { Question } from './question.queries.js';
import classes from './question-list.module.css';

interface QuestionRowProps {
  readonly question: Question;
  readonly index: number;
  readonly count: number;
  readonly mayWrite: boolean;
  readonly mayMove: boolean;
  readonly onMove: (from: number, to: number) => void;
}

export function QuestionRow({ question, index, count, mayWrite, mayMove, onMove }: QuestionRowProps) {
  const { t, i18n } = useTranslation('questions');
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({ id: question.id, disabled: !mayMove });
  const { id, assessmentId, kind, points } = question;
  return (
    <div
      ref={setNodeRef}
      className={classes['row']}
      data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      {mayWrite && (
        <button
          type="button"
          ref={setActivatorNodeRef}
          className={classes['handle']}
          {...attributes}
          {...listeners}
          aria-label={t('dragHandle', { number: index + 1 })}
        >
          <span aria-hidden>⠿</span>
        </button>
      )}
      <Text className={classes['number']} c="dimmed" size="sm">
        {index + 1}
      </Text>
      <div className={classes['text']}>
        <TextLink
          to="/assessments/$id/questions/$questionId"
          params={{ id: assessmentId, questionId: id }}
          dir="auto"
          lineClamp={2}
        >
          {question.text}
        </TextLink>
      </div>
      <div className={classes['facts']}>
        <Badge variant="default">{t(`kind_${kind}`)}</Badge>
        <Text size="sm" className={classes['points']}>
          {t('points', {
            count: points,
            points: points.toLocaleString(i18n.language, { maximumFractionDigits: 4 }),
          })}
        </Text>
      </div>
      {mayWrite && (
        <QuestionRowMenu question={question} index={index} count={count} mayMove={mayMove} onMove={onMove} />
      )}
    </div>
  );
}
