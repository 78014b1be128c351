import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ImportRow } from './import.queries.js';
import { answersOf } from './question-answers.js';

/** The question as it will become; where an error keeps it, what stands in the cells. */
export function QuestionLines({ row: { question, cells } }: { readonly row: ImportRow }) {
  const { t } = useTranslation('imports');
  if (question === null) {
    const texts = (cells ?? []).filter((cell) => cell.trim() !== '');
    return texts.length === 0 ? null : (
      <Text c="dimmed" lineClamp={2} dir="auto" style={{ overflowWrap: 'anywhere' }}>
        {texts.join(' · ')}
      </Text>
    );
  }
  const answers = answersOf(question, { yes: t('isTrue'), no: t('isFalse') });
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <Text lineClamp={3} dir="auto">
        {question.text}
      </Text>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {answers.map(({ text, isRight }, index) => (
          <span key={`${index} ${text}`}>
            {index > 0 && ' · '}
            {isRight ? (
              <Text span size="sm" fw={600} c="var(--mantine-color-text)">
                <span aria-hidden>✓ </span>
                <span dir="auto">{text}</span>
                <VisuallyHidden> ({t('right')})</VisuallyHidden>
              </Text>
            ) : (
              <span dir="auto">{text}</span>
            )}
          </span>
        ))}
      </Text>
    </div>
  );
}
