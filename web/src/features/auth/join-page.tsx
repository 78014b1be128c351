import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { PasswordField } from '../../components/password-field.js';
import { AuthFrame } from './auth-frame.js';

/** The token stands behind the # of the link, which no browser sends and no server logs. */
export function JoinPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const [token] = useState(() => window.location.hash.slice(1));
  const form = useForm({ initialValues: { name: '', password: '' } });
  const join = useMutation({
    mutationFn: (body: typeof form.values) =>
      bodyOf(api.POST('/api/v1/auth/join', { body: { ...body, token } })),
    onSuccess: () => navigate({ to: '/sign-in', search: { reason: 'joined' } }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <AuthFrame title={t('joinTitlePlain')}>
      {token === '' && <Alert color="red">{t('joinNoToken')}</Alert>}
      {join.isError && !hasCode(join.error, 'validation-failed') && <Failure error={join.error} />}
      {token !== '' && (
        <form onSubmit={form.onSubmit((values) => join.mutate(values))}>
          <Stack>
            <TextInput
              {...form.getInputProps('name')}
              label={t('yourName')}
              autoComplete="name"
              required
              withAsterisk={false}
            />
            <PasswordField
              {...form.getInputProps('password')}
              label={t('password')}
              description={`${t('joinKnown')} ${t('passwordHint')}`}
              autoComplete="new-password"
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={join.isPending}>
              {t('join')}
            </Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
