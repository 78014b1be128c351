import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';
import type { Import } from './import.queries.js';

export function DiscardButton({ imported: { id, assessmentId } }: { readonly imported: Import }) {
  const { t } = useTranslation(['imports', 'common']);
  const [isOpen, dialog] = useDisclosure(false);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const discard = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/v1/imports/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await navigate({ to: '/assessments/$id/import', params: { id: assessmentId } });
      void cache.invalidateQueries({ queryKey: ['imports', assessmentId] });
      void cache.invalidateQueries({ queryKey: ['import', id] });
    },
  });
  return (
    <>
      <Button variant="default" size="xs" onClick={dialog.open}>
        {t('discard')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={dialog.close}
        title={t('discardTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {discard.isError && <Failure error={discard.error} />}
        <Text mb="md">{t('discardText')}</Text>
        <Group>
          <Button color="red" loading={discard.isPending} onClick={() => discard.mutate()}>
            {t('discard')}
          </Button>
          <Button variant="default" onClick={dialog.close}>
            {t('common:cancel')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
