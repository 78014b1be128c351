import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { useAssessment } from '../assessments/assessment.queries.js';
import { EarlierImports } from './earlier-imports.js';
import { ImportUpload } from './import-upload.js';

export function ImportTab() {
  const { t } = useTranslation('imports');
  const { assessment } = useAssessment();
  const mayWrite = useMay('assessments.write');
  return (
    <Stack gap="lg">
      {mayWrite && assessment.status !== 'archived' && (
        <>
          <ImportUpload assessmentId={assessment.id} />
          <Text size="sm">
            {t('templateText')}{' '}
            <Anchor href="/api/v1/import-template.xlsx" download underline="always">
              {t('templateXlsx')}
            </Anchor>
            {' · '}
            <Anchor href="/api/v1/import-template.csv" download underline="always">
              {t('templateCsv')}
            </Anchor>
          </Text>
        </>
      )}
      <EarlierImports assessmentId={assessment.id} />
    </Stack>
  );
}
