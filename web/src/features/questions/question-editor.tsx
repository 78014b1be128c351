import { Alert, Grid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KindFields } from './kinds/kind-fields.js';
import { DetailFields } from './question-detail-fields.js';
import { QuestionPreview } from './question-preview.js';
import { WordingFields } from './question-wording-fields.js';
import type { QuestionValues } from './question-values.js';

interface QuestionEditorProps {
  readonly values: QuestionValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly isReadOnly: boolean;
  readonly onChange: (values: QuestionValues) => void;
  /** The buttons, and what they have to say. */
  readonly children?: ReactNode;
}

/** The fields on one side, the question as candidates see it on the other; below each other where there is no room. */
export function QuestionEditor({ values, errors, isReadOnly, onChange, children }: QuestionEditorProps) {
  const { t } = useTranslation(['questions', 'assessments']);
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <fieldset disabled={isReadOnly} style={{ margin: 0, padding: 0, border: 0, minWidth: 0 }}>
          <Stack gap="lg">
            {Object.keys(errors).length > 0 && (
              <Alert color="red" role="alert">
                {t('assessments:fieldsRefused')}
              </Alert>
            )}
            <WordingFields values={values} errors={errors} onChange={onChange} />
            <KindFields
              body={values.body}
              errors={errors}
              onChange={(body) => onChange({ ...values, body })}
            />
            <DetailFields values={values} errors={errors} onChange={onChange} />
            {children}
          </Stack>
        </fieldset>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <div style={{ position: 'sticky', top: 72 }}>
          <QuestionPreview text={values.text} body={values.body} />
        </div>
      </Grid.Col>
    </Grid>
  );
}
