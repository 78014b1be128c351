import { Button, Checkbox, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { ShownOnce } from '../../components/shown-once.js';
import { expiryAfter, keyLives } from './api-key-state.js';
import { apiKeyListQuery, createApiKey, scopes, type NewApiKey, type Scope } from './api-keys.queries.js';

export function CreateApiKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { name: '', scopes: [] as Scope[], days: '90' },
    validate: { scopes: (chosen) => (chosen.length === 0 ? t('scopesNeeded') : null) },
    // Who presses again after a failure means the same key; with other values it is another request.
    onValuesChange: () => setRequest(undefined),
  });
  const [request, setRequest] = useState<{ readonly body: NewApiKey; readonly key: string }>();
  const create = useMutation({
    mutationFn: ({ body, key }: NonNullable<typeof request>) => createApiKey(body, key),
    onSuccess: () => cache.invalidateQueries({ queryKey: apiKeyListQuery.queryKey }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });

  function send({ name, scopes: chosen, days }: typeof form.values): void {
    const expiresAt = expiryAfter(Number(days), new Date());
    const sent = request ?? { body: { name, scopes: chosen, expiresAt }, key: crypto.randomUUID() };
    setRequest(sent);
    create.mutate(sent);
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('newApiKey')}
      closeOnClickOutside={!create.isSuccess}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {create.isSuccess ? (
        <ShownOnce label={t('apiKey')} secret={create.data.key} whenLost={t('apiKeyLost')} onDone={onClose}>
          {t('apiKeyShown')}
        </ShownOnce>
      ) : (
        <form onSubmit={form.onSubmit(send)}>
          <Stack>
            {create.isError && !hasCode(create.error, 'validation-failed') && (
              <Failure error={create.error} />
            )}
            <TextInput
              {...form.getInputProps('name')}
              label={t('keyName')}
              description={t('keyNameText')}
              maxLength={100}
              required
              withAsterisk={false}
              data-autofocus
            />
            <Checkbox.Group {...form.getInputProps('scopes')} label={t('scopes')}>
              <Stack gap="xs" mt="xs">
                {scopes.map((scope) => (
                  <Checkbox
                    key={scope}
                    value={scope}
                    label={t(`scope_${nameOf(scope)}`)}
                    description={scope}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
            <NativeSelect
              {...form.getInputProps('days')}
              label={t('expires')}
              data={keyLives.map((days) => ({ value: String(days), label: t('afterDays', { count: days }) }))}
              error={form.errors['expiresAt']}
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
      )}
    </Modal>
  );
}

/** A colon would name another catalogue. */
function nameOf<Name extends string>(scope: Name) {
  return scope.replace(':', '_') as Name extends `${infer Thing}:${infer Act}` ? `${Thing}_${Act}` : never;
}
