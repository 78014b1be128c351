import { Accordion, NumberInput, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuestionFieldsProps } from './question-wording-fields.js';

const orNull = (text: string): string | null => (text === '' ? null : text);

/** What candidates see afterwards, and what helps authors to find and sort questions. */
export function DetailFields({ values, errors, onChange }: QuestionFieldsProps) {
  const { t } = useTranslation('questions');
  const line = (name: 'title' | 'category' | 'difficulty', longest: number) => (
    <TextInput
      label={t(name)}
      value={values[name] ?? ''}
      error={errors[name]}
      onChange={(event) => onChange({ ...values, [name]: orNull(event.currentTarget.value) })}
      maxLength={longest}
      dir="auto"
    />
  );
  return (
    <>
      <Textarea
        label={t('explanation')}
        description={t('explanationHint')}
        value={values.explanation ?? ''}
        error={errors['explanation']}
        onChange={(event) => onChange({ ...values, explanation: orNull(event.currentTarget.value) })}
        maxLength={10_000}
        autosize
        minRows={2}
        dir="auto"
      />
      <Accordion variant="contained">
        <Accordion.Item value="details">
          <Accordion.Control>{t('details')}</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              {line('title', 200)}
              <SimpleGrid cols={{ base: 1, xs: 2 }}>
                {line('category', 500)}
                {line('difficulty', 100)}
              </SimpleGrid>
              <TagsInput
                label={t('tags')}
                description={t('tagsHint')}
                value={[...values.tags]}
                error={errors['tags']}
                onChange={(tags) => onChange({ ...values, tags })}
                maxTags={50}
              />
              <NumberInput
                label={t('recommendedSeconds')}
                description={t('recommendedSecondsHint')}
                value={values.timeLimitSeconds ?? ''}
                error={errors['timeLimitSeconds']}
                onChange={(value) =>
                  onChange({ ...values, timeLimitSeconds: value === '' ? null : Number(value) })
                }
                min={1}
                max={86_400}
                allowDecimal={false}
                hideControls
                maw={240}
              />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </>
  );
}
