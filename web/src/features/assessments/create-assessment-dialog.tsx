import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';

/** A title is all that a draft needs; everything else is written in the editor, to which this leads. */
export function CreateAssessmentDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['assessments', 'common']);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const form = useForm({ initialValues: { title: '' } });
  const create = useMutation({
    mutationFn: (body: { title: string }) =>
      bodyOf(api.POST('/api/v1/assessments', { body, params: { header: { 'Idempotency-Key': key } } })),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries({ queryKey: ['assessments'] });
      await navigate({ to: '/assessments/$id/questions', params: { id } });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Modal opened onClose={onClose} title={t('new')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <Stack>
          {create.isError && !hasCode(create.error, 'validation-failed') && <Failure error={create.error} />}
          <TextInput
            {...form.getInputProps('title')}
            label={t('columnTitle')}
            description={t('newTitleHint')}
            maxLength={200}
            dir="auto"
            data-autofocus
            required
            withAsterisk={false}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
