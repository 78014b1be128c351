import { Stack } from '@mantine/core';
import { useMay } from '../../app/session.js';
import { CommitPanel } from './commit-panel.js';
import type { Import } from './import.queries.js';
import { FileProblems } from './file-problems.js';
import { MappingPanel } from './mapping-panel.js';
import { RowList } from './row-list.js';
import type { ImportProgress } from './use-import-progress.js';

interface ImportPreviewProps {
  readonly imported: Import;
  /** Of a commit that is under way, here or on another page. */
  readonly progress: ImportProgress | undefined;
}

/** What the file would become: nothing is added yet. */
export function ImportPreview({ imported, progress }: ImportPreviewProps) {
  const mayWrite = useMay('assessments.write');
  return (
    <Stack gap="lg">
      <CommitPanel imported={imported} progress={progress} mayWrite={mayWrite} />
      <FileProblems problems={imported.problems} />
      {imported.columns.length > 0 && mayWrite && <MappingPanel imported={imported} />}
      <RowList imported={imported} mayWrite={mayWrite} />
    </Stack>
  );
}
