import { Checkbox, Paper, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuestionBody } from './question-body.js';

interface QuestionPreviewProps {
  readonly text: string;
  readonly body: QuestionBody;
}

/** The question as candidates see it, to be tried out. What is answered here goes nowhere. */
export function QuestionPreview({ text, body }: QuestionPreviewProps) {
  const { t } = useTranslation('questions');
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="preview-heading">
      <Text id="preview-heading" component="h2" size="sm" c="dimmed" mb="sm">
        {t('preview')}
      </Text>
      <Text fw={600} mb="md" dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text || t('previewNoText')}
      </Text>
      <PreviewField body={body} />
    </Paper>
  );
}

function PreviewField({ body }: { readonly body: QuestionBody }) {
  const { t } = useTranslation('questions');
  switch (body.kind) {
    case 'single_choice':
      return (
        <Stack gap="xs">
          {body.content.options.map(({ id, text }) => (
            <Radio key={id} name="preview" label={text || '…'} dir="auto" />
          ))}
        </Stack>
      );
    case 'multiple_choice':
      return (
        <Stack gap="xs">
          {body.content.options.map(({ id, text }) => (
            <Checkbox key={id} label={text || '…'} dir="auto" />
          ))}
        </Stack>
      );
    case 'true_false':
      return (
        <Stack gap="xs">
          <Radio name="preview" label={t('true')} />
          <Radio name="preview" label={t('false')} />
        </Stack>
      );
    case 'numeric':
      return <TextInput aria-label={t('previewAnswer')} rightSection={body.content.unit} maw={240} />;
    case 'short_answer':
      return <TextInput aria-label={t('previewAnswer')} dir="auto" />;
  }
}
