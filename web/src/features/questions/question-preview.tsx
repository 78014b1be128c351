import { Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QuestionView, type QuestionTranslate } from '../../candidate/questions/question-view.js';
import { candidateContent, type QuestionBody } from './question-body.js';
import classes from './question-preview.module.css';

interface QuestionPreviewProps {
  readonly text: string;
  readonly body: QuestionBody;
}

/** The question by the very components that candidates get, to be tried out. What is answered here goes nowhere. */
export function QuestionPreview({ text, body }: QuestionPreviewProps) {
  const { t } = useTranslation(['questions', 'question']);
  const [response, setResponse] = useState<unknown>(null);
  const translate: QuestionTranslate = (name, values) => t(`question:${name}`, { count: 0, ...values });
  const question = {
    questionId: 'preview',
    kind: body.kind,
    text: text.trim() === '' ? t('previewNoText') : text,
    content: candidateContent(body, (number) => t('option', { number })),
  };
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-labelledby="preview-heading"
      className={classes['preview']}
    >
      <Text id="preview-heading" component="h2" size="sm" c="dimmed" mb="sm">
        {t('preview')}
      </Text>
      <QuestionView question={question} response={response} onAnswer={setResponse} t={translate} />
    </Paper>
  );
}
