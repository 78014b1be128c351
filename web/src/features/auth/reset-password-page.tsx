import { Alert, Button, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { PasswordField } from '../../components/password-field.js';
import { AuthFrame } from './auth-frame.js';

/** The token stands behind the # of the link, which no browser sends and no server logs. */
export function ResetPasswordPage() {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const [token] = useState(() => window.location.hash.slice(1));
  const form = useForm({ initialValues: { password: '' } });
  const reset = useMutation({
    mutationFn: (body: typeof form.values) =>
      bodyOf(api.POST('/api/v1/auth/password-reset/confirm', { body: { ...body, token } })),
    onSuccess: () => navigate({ to: '/sign-in', search: { reason: 'new-password' } }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  // A token that does not even look like one is refused as a field of the form.
  const isUseless = token === '' || hasCode(reset.error, 'gone') || 'token' in fieldErrors(reset.error);
  return (
    <AuthFrame title={t('resetTitle')}>
      {isUseless ? (
        <Stack>
          <Alert color="red" role="alert">
            {t(token === '' ? 'resetNoToken' : 'resetGone')}
          </Alert>
          <TextLink to="/forgot-password" underline="always">
            {t('resetAgain')}
          </TextLink>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => reset.mutate(values))}>
          <Stack>
            {reset.isError && !hasCode(reset.error, 'validation-failed') && <Failure error={reset.error} />}
            <Text size="sm">{t('resetText')}</Text>
            <PasswordField
              {...form.getInputProps('password')}
              label={t('newPassword')}
              description={t('passwordHint')}
              autoComplete="new-password"
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={reset.isPending}>
              {t('resetSet')}
            </Button>
          </Stack>
        </form>
      )}
    </AuthFrame>
  );
}
