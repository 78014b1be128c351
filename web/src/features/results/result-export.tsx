import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isFiltered, type ResultsSearch } from './results-search.js';
import { exportAddress } from './results.queries.js';

interface ResultExportProps {
  readonly assessmentId: string;
  readonly search: ResultsSearch;
}

/** Links, so that the browser saves the file while it comes: it may be longer than a page could hold. */
export function ResultExport({ assessmentId, search }: ResultExportProps) {
  const { t } = useTranslation('results');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="sm" variant="default">
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(isFiltered(search) ? 'exportFiltered' : 'exportAll')}</Menu.Label>
        {(['csv', 'xlsx'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={exportAddress(assessmentId, format, search)} download>
            {t(`export_${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
