import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import type { Import } from './import.queries.js';

/** Takes the batch out again. What the server refuses is said in the dialog, with the choice that there is. */
export function UndoButton({ imported: { id, committedCount } }: { readonly imported: Import }) {
  const { t } = useTranslation(['imports', 'common']);
  const [isOpen, dialog] = useDisclosure(false);
  const [discardEdits, setDiscardEdits] = useState(false);
  const cache = useQueryClient();
  const undo = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/imports/{id}/undo', { params: { path: { id } }, body: { discardEdits } })),
    onSuccess: () => {
      dialog.close();
      return cache.invalidateQueries();
    },
  });
  const refused = hasCode(undo.error, 'import-not-undoable') ? undo.error : undefined;
  const versions = (refused?.problem['versions'] ?? []) as readonly number[];
  const editedCount = Number(refused?.problem['editedCount'] ?? 0);
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t('undo')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={t('undoTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack>
          <Text>{t('undoText', { count: committedCount ?? 0 })}</Text>
          {versions.length > 0 && (
            <Alert color="red" role="alert">
              {t('undoPublished', { versions: versions.join(', ') })}
            </Alert>
          )}
          {versions.length === 0 && editedCount > 0 && (
            <>
              <Alert color="orange" role="alert">
                {t('undoEdited', { count: editedCount })}
              </Alert>
              <Checkbox
                label={t('undoDiscardEdits')}
                checked={discardEdits}
                onChange={(event) => setDiscardEdits(event.target.checked)}
              />
            </>
          )}
          {undo.isError && !refused && <Failure error={undo.error} />}
          <Group>
            {versions.length === 0 && (
              <Button color="red" loading={undo.isPending} onClick={() => undo.mutate()}>
                {t('undoConfirm')}
              </Button>
            )}
            <Button variant="default" onClick={dialog.close}>
              {t('common:cancel')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
