import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { AuthFrame } from './auth-frame.js';

/** Says the same for every address, as the server does. */
export function ForgotPasswordPage() {
  const { t } = useTranslation('auth');
  const form = useForm({ initialValues: { email: '' } });
  const ask = useMutation({
    mutationFn: (body: typeof form.values) => bodyOf(api.POST('/api/v1/auth/password-reset', { body })),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <AuthFrame title={t('forgotTitle')}>
      <Stack>
        {ask.isSuccess ? (
          <Alert role="status" title={t('forgotSentTitle')}>
            {t('forgotSentText', { email: form.values.email })}
          </Alert>
        ) : (
          <form onSubmit={form.onSubmit((values) => ask.mutate(values))}>
            <Stack>
              {ask.isError && !hasCode(ask.error, 'validation-failed') && <Failure error={ask.error} />}
              <Text size="sm">{t('forgotText')}</Text>
              <TextInput
                {...form.getInputProps('email')}
                label={t('email')}
                type="email"
                autoComplete="username"
                required
                withAsterisk={false}
              />
              <Button type="submit" loading={ask.isPending}>
                {t('forgotSend')}
              </Button>
            </Stack>
          </form>
        )}
        <Text size="sm" c="dimmed">
          {t('forgotNoMail')}
        </Text>
        <TextLink to="/sign-in" size="sm" underline="always">
          {t('backToSignIn')}
        </TextLink>
      </Stack>
    </AuthFrame>
  );
}
